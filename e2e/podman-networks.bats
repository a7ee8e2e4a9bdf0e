#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Networks, pods and Kubernetes manifests with unikernels under Podman.
# shellcheck disable=SC2154

load lib/common
load lib/podman
load lib/leaks

setup_file() {
  private_begin
  podman_begin
  standard_images
  image pause "$W/bb" '{"Cmd":["/bin/sleep","2147483647"]}'
}
teardown_file() {
  podman_clean
  private_end
}
setup() { snapshot >"$W/before"; }
teardown() {
  podman_clean
  pm network rm -f one two podman-default-kube-network >/dev/null 2>&1 || true
  # CNI's bridges stay.
  for link in $(ns ip -o link show type bridge | sed 's/^[0-9]*: //; s/:.*//' | grep -v podman0); do
    ns ip link del "$link"
  done
  as_before "$W/before"
}

@test "--network none: the guest runs without a network device" {
  prun run --rm --network none localhost/hello exit=3
  [ "$status" = 3 ]
  prun run --rm --network none localhost/http
  match "$out" "*there is no network device*"
}

@test "--network host is refused, with the reason" {
  prun run --name w --network host localhost/http
  [ "$status" = 126 ]
  match "$output" "*cannot share the host's network*"
  pm rm w >/dev/null
}

@test "two networks at once: the guest answers on both addresses" {
  pm network create one >/dev/null
  pm network create two >/dev/null
  prun run -d --name w --network one,two localhost/http
  [ "$status" = 0 ]
  eventually says w "listening on"
  for net in one two; do
    ip=$(pm inspect -f "{{(index .NetworkSettings.Networks \"$net\").IPAddress}}" w)
    eventually fetch -o /dev/null "http://$ip/"
    ns ping -c 1 -W 5 "$ip"
  done
  pm rm -f -t 0 w >/dev/null
  pm network rm one two >/dev/null
}

@test "containers reach a guest by its address, and its name" {
  start_http
  prun run --rm --add-host "web:$(address w)" localhost/bb wget -qO- http://web/
  [ "$status" = 0 ]
  match "$out" "*unikernel*"
}

@test "a guest with --network container: of a running guest is refused, and that one goes on" {
  start_http
  prun run --name second --network container:w localhost/http
  [ "$status" != 0 ]
  match "$output" "*another guest has this network namespace*"
  answers
  pm rm -f second >/dev/null
  answers
}

@test "a fixed address and a fixed MAC are the guest's" {
  prun run -d --name w --ip 10.88.0.77 --mac-address 02:aa:bb:cc:dd:ee -p 8081:80 localhost/http
  [ "$status" = 0 ]
  eventually answers
  match "$(pm logs w)" "*mac 02:aa:bb:cc:dd:ee*listening on 10.88.0.77*"
}

@test "a pod of infra, sidecar and unikernel: each runs, all of it starts, stops and goes" {
  pm pod create --name p --infra-image localhost/pause -p 8081:80 >/dev/null
  pm run -d --pod p --name side localhost/bb sleep 1000 >/dev/null
  prun run -d --pod p --name u localhost/http
  [ "$status" = 0 ]
  eventually answers
  prun exec side echo alive
  same "$out" alive
  pm pod stop -t 2 p >/dev/null
  pm pod start p >/dev/null
  eventually answers
  pm pod rm -f -t 2 p >/dev/null
}

@test "play kube runs a unikernel, and --down removes it" {
  cat >"$W/pod.yaml" <<YAML
apiVersion: v1
kind: Pod
metadata:
  name: kp
spec:
  containers:
  - name: web
    image: localhost/http:latest
    imagePullPolicy: Never
    ports:
    - containerPort: 80
      hostPort: 8081
    resources:
      limits:
        memory: 128Mi
  - name: side
    image: localhost/bb:latest
    imagePullPolicy: Never
    command: ["sleep", "1000"]
YAML
  sed -i 's|^\[engine\]|[engine]\ninfra_image = "localhost/pause:latest"|' "$CONTAINERS_CONF"
  prun play kube "$W/pod.yaml"
  [ "$status" = 0 ]
  eventually answers
  prun exec kp-side echo alive
  same "$out" alive
  prun play kube --down "$W/pod.yaml"
  [ "$status" = 0 ]
}
