#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Kubernetes' CRI: pods of ordinary containers and unikernels, as a kubelet drives them. Through Juke's shim, and as cri-runtime.bats through
# juke-runtime by its path; both as deploy/ configures them.
# shellcheck disable=SC2154 # bats and the helpers set them

load lib/common
load lib/daemon
load lib/leaks
load lib/containerd
load lib/cri

setup_file() {
  private_begin
  cri_begin
}
teardown_file() {
  [ -z "${W:-}" ] || pods_clean >/dev/null
  containerd_end
  private_end
}
setup() { snapshot >"$W/before"; }
teardown() {
  pods_clean >/dev/null
  as_before "$W/before"
}

# web_pod [JQ-FILTER…]: a pod with hostPort 8085, the unikernel $WEB that answers there, and the ordinary container $SIDE.
web_pod() {
  pod p '.port_mappings = [{protocol: "TCP", container_port: 80, host_port: 8085}]' "$@"
  container side side localhost/bb:1 '["sh", "-c", "echo side is up; trap \"exit 7\" TERM; httpd -p 127.0.0.1:8000 -h /www; while :; do sleep 0.1; done"]' \
    '.envs = [{key: "A", value: "B"}]'
  SIDE=$ID
  start "$SIDE"
  container web web localhost/http:1 '["http"]' '.linux.resources = {cpu_period: 100000, cpu_quota: 50000, memory_limit_in_bytes: 134217728}'
  WEB=$ID
  start "$WEB"
  IP=$(pod_ip)
  eventually answers
}
answers() { fetch -o "$W/page" "http://$IP/" 2>/dev/null; }

@test "a pod of a unikernel and a sidecar: the pod's address, its hostPort, logs of both, exec in the sidecar" {
  web_pod
  grep -q unikernel "$W/page"
  fetch "http://10.78.0.1:8085/" | grep -q unikernel
  ns ping -c 1 -W 5 "$IP"
  # Both kinds of lines: TIME STREAM F TEXT.
  eventually has_logged web "stdout F http: listening on $IP:80"
  eventually has_logged side "stdout F side is up"
  call ExecSync "$(jq -nc --arg id "$SIDE" '{container_id: $id, cmd: ["sh", "-c", "echo $A; hostname; exit 4"], timeout: 10}')"
  same "$(get .exit_code)" 4
  same "$(get '.stdout | @base64d')" $'B\np'
  # The guest has taken over the address; what the sidecar has is the loopback device.
  call ExecSync "$(jq -nc --arg id "$SIDE" '{container_id: $id, cmd: ["wget", "-qO-", "http://127.0.0.1:8000/"], timeout: 10}')"
  same "$(get '.stdout | @base64d')" ordinary
  same "$(container_state "$WEB")" "CONTAINER_RUNNING 0"
}

@test "exec in the unikernel is refused with the reason, and it goes on" {
  web_pod
  call ExecSync "$(jq -nc --arg id "$WEB" '{container_id: $id, cmd: ["ls"], timeout: 10}')"
  [ "$status" != 0 ]
  match "$output" "*is a unikernel, which has no processes to join*"
  answers
}

@test "stats of containers and of the pod" {
  web_pod
  for id in "$WEB" "$SIDE"; do
    call ContainerStats "{\"container_id\": \"$id\"}"
    get '.stats.cpu.usage_core_nano_seconds.value, .stats.memory.working_set_bytes.value' | while read -r value; do [ "$value" -gt 0 ]; done
  done
  call ListPodSandboxStats
  [ "$(get '.stats[0].linux.containers | length')" = 2 ]
}

@test "update changes the limits of a running unikernel" {
  web_pod
  call UpdateContainerResources "$(jq -nc --arg id "$WEB" '{container_id: $id, linux: {cpu_period: 100000, cpu_quota: 20000, memory_limit_in_bytes: 268435456}}')"
  [ "$status" = 0 ]
  ct task metrics --format json "$WEB" | jq -e '(.memory.usage.limit // .memory.usage_limit) == 268435456'
  answers
}

@test "StopContainer: a guest that listens ends with 0 at once, the sidecar by its handler" {
  web_pod
  start=$SECONDS
  stop "$WEB" 30
  stop "$SIDE" 30
  [ $((SECONDS - start)) -lt 15 ]
  same "$(container_state "$WEB")" "CONTAINER_EXITED 0"
  same "$(container_state "$SIDE")" "CONTAINER_EXITED 7"
  has_logged web "power button, bye"
}

@test "terminationGracePeriodSeconds: a guest that is deaf has all of it, and then ends with 137" {
  pod p
  container deaf deaf localhost/hello:1 '["spin"]'
  start "$ID"
  eventually has_logged deaf "arg[0]=spin"
  start=$SECONDS
  stop "$ID" 3
  took=$((SECONDS - start))
  echo "took $took s"
  [ $took -ge 3 ]
  [ $took -lt 15 ]
  same "$(container_state "$ID")" "CONTAINER_EXITED 137"
}

@test "exit codes of guests, and of a guest that crashes" {
  pod p
  container seven seven localhost/hello:1 '["exit=7"]'
  start "$ID"
  eventually is_container_state "$ID" "CONTAINER_EXITED 7"
  container crash crash localhost/hello:1 '["crash"]'
  start "$ID"
  eventually is_container_state "$ID" "CONTAINER_EXITED 139"
}

@test "one container of a living pod is started again, and the other does not notice" {
  web_pod
  side=$(task_pid "$SIDE")
  for attempt in 1 2; do
    stop "$WEB" 10
    call RemoveContainer "{\"container_id\": \"$WEB\"}"
    container web web$attempt localhost/http:1 '["http"]' ".metadata.attempt = $attempt"
    WEB=$ID
    start "$WEB"
    eventually answers
  done
  # The same for the sidecar.
  same "$(task_pid "$SIDE")" "$side"
  stop "$SIDE" 10
  call RemoveContainer "{\"container_id\": \"$SIDE\"}"
  container side side1 localhost/bb:1 '["sleep", "1000"]' '.metadata.attempt = 1'
  start "$ID"
  answers
}

@test "a guest whose monitor is killed can be started again at once, with the pod's address" {
  web_pod
  kill -9 "$(monitor_of "$WEB")"
  eventually is_container_state "$WEB" "CONTAINER_EXITED 137"
  container web again localhost/http:1 '["http"]' '.metadata.attempt = 1'
  start "$ID"
  eventually answers
}

@test "a pod is stopped with all that runs in it" {
  web_pod
  monitor=$(monitor_of "$WEB")
  call StopPodSandbox "{\"pod_sandbox_id\": \"$POD\"}"
  [ "$status" = 0 ]
  ended "$monitor"
  call RemovePodSandbox "{\"pod_sandbox_id\": \"$POD\"}"
  [ "$status" = 0 ]
  call ListContainers
  same "$(get '.containers // [] | length')" 0
}

@test "annotations of the pod do not make a unikernel of its sandbox or its sidecar" {
  # What clients say of one container stands at the pod, and reaches all.
  web_pod '.annotations = {"com.urunc.unikernel.hypervisor": "qemu", "other": "x"}'
  call ExecSync "$(jq -nc --arg id "$SIDE" '{container_id: $id, cmd: ["true"], timeout: 10}')"
  [ "$status" = 0 ]
}

@test "a container's own annotations make a unikernel of an image that says nothing" {
  mkdir -p "$W/bare/unikernel"
  cp "$GUESTS/hello" "$W/bare/unikernel/hello"
  image bare "$W/bare" '{"Cmd":["x"]}'
  snapshot >"$W/before"
  pod p
  container bare bare localhost/bare:1 '["exit=6"]' '.annotations = {"com.urunc.unikernel.unikernelType": "unikraft",
    "com.urunc.unikernel.hypervisor": "qemu", "com.urunc.unikernel.binary": "/unikernel/hello"}'
  start "$ID"
  eventually is_container_state "$ID" "CONTAINER_EXITED 6"
}

@test "what a kubelet mounts into every container does not keep a unikernel from running" {
  mkdir -p "$W/kubelet/token"
  touch "$W/kubelet/hosts" "$W/kubelet/termination-log" "$W/kubelet/token/token"
  pod p
  container w w localhost/hello:1 '["exit=3"]' "$(jq -n --arg kubelet "$W/kubelet" '[
    {container_path: "/var/run/secrets/kubernetes.io/serviceaccount", host_path: ($kubelet + "/token"), readonly: true},
    {container_path: "/etc/hosts", host_path: ($kubelet + "/hosts")},
    {container_path: "/dev/termination-log", host_path: ($kubelet + "/termination-log")}]' | sed '1s/^/.mounts = /')"
  start "$ID"
  eventually is_container_state "$ID" "CONTAINER_EXITED 3"
}

@test "what a guest cannot have is an error of the container, and the pod lives" {
  pod p
  container mount mount localhost/hello:1 '["x"]' '.mounts = [{container_path: "/data", host_path: "/tmp"}]'
  call StartContainer "{\"container_id\": \"$ID\"}"
  [ "$status" != 0 ]
  match "$output" "*the guest cannot have the mount at /data*"
  container small small localhost/hello:1 '["x"]' '.linux.resources = {memory_limit_in_bytes: 20000000}'
  call StartContainer "{\"container_id\": \"$ID\"}"
  [ "$status" != 0 ]
  match "$output" "*leaves no room for a guest*"
  container good good localhost/hello:1 '["exit=3"]'
  start "$ID"
  eventually is_container_state "$ID" "CONTAINER_EXITED 3"
}

@test "a pod on the host's network: its unikernel is refused, with the reason" {
  pod p '.linux.security_context.namespace_options.network = "NODE"' 'del(.hostname)'
  container host host localhost/hello:1 '["exit=0"]' '.linux.security_context.namespace_options.network = "NODE"'
  call StartContainer "{\"container_id\": \"$ID\"}"
  [ "$status" != 0 ]
  match "$output" "*cannot share the host's network*"
}

@test "a second unikernel in a pod is refused, and the first goes on" {
  web_pod
  container second second localhost/http:1 '["http"]'
  call StartContainer "{\"container_id\": \"$ID\"}"
  [ "$status" != 0 ]
  match "$output" "*another guest has this network namespace*"
  answers
}

@test "containerd killed with -9 and started again: the pod goes on, logs too, and ends in order" {
  web_pod
  daemon_end containerd KILL
  containerd_start
  listed() { call ListContainers '{"filter": {"state": {"state": "CONTAINER_RUNNING"}}}' >/dev/null && [ "$(get '.containers | length')" = 2 ]; }
  eventually listed
  answers
  call ExecSync "$(jq -nc --arg id "$SIDE" '{container_id: $id, cmd: ["sh", "-c", "exit 5"], timeout: 10}')"
  same "$(get .exit_code)" 5
  stop "$WEB" 10
  same "$(container_state "$WEB")" "CONTAINER_EXITED 0"
  eventually has_logged web "power button, bye"
}

@test "the configuration for containerd 1.x and 2.x says the same, and the RuntimeClass names what is there" {
  "$PYTHON" - "$TOP/deploy" <<'PY'
import sys, tomllib, pathlib
deploy = pathlib.Path(sys.argv[1])
one, two = (tomllib.loads((deploy / f"containerd-{n}.toml").read_text()) for n in (1, 2))
assert (one["version"], two["version"]) == (2, 3)
runtimes = one["plugins"]["io.containerd.grpc.v1.cri"]["containerd"]["runtimes"]
assert runtimes == two["plugins"]["io.containerd.cri.v1.runtime"]["containerd"]["runtimes"]
try:
    import yaml
except ImportError:
    sys.exit()
runtime_class = yaml.safe_load((deploy / "runtimeclass.yaml").read_text())
pod = yaml.safe_load((deploy / "pod.yaml").read_text())
assert runtime_class["handler"] in runtimes
assert pod["spec"]["runtimeClassName"] == runtime_class["metadata"]["name"]
PY
  # containerd itself reads it.
  ns containerd -c "$W/containerd.toml" config dump >"$W/dump"
  grep -q 'runtime_type = "io.containerd.juke.v2"' "$W/dump"
}
