# SPDX-License-Identifier: Apache-2.0
# containerd's CRI plugin with the configuration of deploy/, a CNI network, and a client that needs no kubelet. Needs containerd.bash.
# shellcheck shell=bash disable=SC2034 # the tests and containerd.bash read what is set here

# The handler of deploy/containerd-1.toml that is under test.
case $SHIM in
  io.containerd.runc.v2) HANDLER=juke-runtime ;;
  *) HANDLER=juke ;;
esac
export CONTAINERD_NAMESPACE=k8s.io

# cri_begin, in setup_file, after private_begin.
cri_begin() {
  command -v containerd ctr >/dev/null || skip "containerd is not installed"
  "$PYTHON" -c 'import grpc, google.protobuf' 2>/dev/null || skip "python3-grpcio or python3-protobuf is not installed"
  shim_exists
  private_etc
  shim_conf idle=600
  mkdir -p "$W/ctd/state" "$W/net.d" "$W/logs"
  "$PYTHON" "$LIB/cri.py" descriptors "$(command -v containerd)" "$W/cri.pb"
  cat >"$W/net.d/10-juke.conflist" <<CNI
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "jk-pods", "isGateway": true, "ipMasq": true, "promiscMode": false,
    "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.78.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
CNI
  # Not everybody who is root here may lower an OOM score.
  cat - "$TOP/deploy/containerd-1.toml" >"$W/containerd.toml" <<TOML
root = "$W/ctd/root"
state = "$W/ctd/state"
[grpc]
  address = "$W/ctd/sock"
[debug]
  level = "debug"
[plugins."io.containerd.internal.v1.opt"]
  path = "$W/ctd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$W/net.d"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
TOML
  sed -i "s|/usr/local/bin/juke-runtime|$RT|; /^version/d; 1i version = 2" "$W/containerd.toml"
  containerd_start
  guest_image http "$GUESTS/http" '{"Cmd":["http"]}'
  guest_image hello "$GUESTS/hello" '{"Cmd":["hello"]}'
  busybox_root "$W/bb"
  image bb "$W/bb" '{"Cmd":["/bin/sh"]}'
  image pause "$W/bb" '{"Cmd":["/bin/sleep","2147483647"]}'
  cri_warm
}

# A pod's life, after which all that stays for good is there: a bridge, rules, cgroups, a cell.
cri_warm() {
  pod warm
  container warm w localhost/hello:1 '["exit=0"]'
  call StartContainer "{\"container_id\": \"$ID\"}"
  pods_clean
}

# call METHOD [JSON]: $out has the answer, $status the code, $output both streams.
call() {
  status=0
  ns "$PYTHON" "$LIB/cri.py" call "$W/ctd/sock" "$W/cri.pb" "$@" >"$W/out" 2>"$W/err" </dev/null || status=$?
  out=$(cat "$W/out")
  # shellcheck disable=SC2034 # the tests read it
  output=$(cat "$W/out" "$W/err")
  printf '%s: exit code %s\n%s\n' "$*" "$status" "$output"
}
get() { jq -r "$1" <<<"$out"; }

# pod NAME [JQ-FILTER…]: a pod sandbox; $POD is its id. The filters change its configuration.
pod() {
  sandbox=$(jq -nc --arg name "$1" --arg logs "$W/logs" --arg group "/$MARK/$1" '{
    metadata: {name: $name, uid: $name, namespace: "default", attempt: 0}, hostname: $name, log_directory: $logs,
    dns_config: {servers: ["10.78.0.53"]},
    linux: {cgroup_parent: $group, security_context: {namespace_options: {network: "POD", pid: "CONTAINER", ipc: "POD"}}}}')
  local filter
  for filter in "${@:2}"; do sandbox=$(jq -c "$filter" <<<"$sandbox"); done
  call RunPodSandbox "$(jq -nc --argjson config "$sandbox" --arg handler "$HANDLER" '{config: $config, runtime_handler: $handler}')"
  POD=$(get .pod_sandbox_id)
  [ -n "$POD" ] || { grep -E "level=error|plugin.*cri.*error=" "$W/containerd.out" | tail -n 5 && return 1; }
}

# container NAME LOG-NAME IMAGE ARGUMENTS [JQ-FILTER…]: in the pod that was made last; $ID is its id.
container() {
  local config filter
  config=$(jq -nc --arg name "$1" --arg log "$2" --arg image "$3" --argjson args "$4" '{metadata: {name: $name, attempt: 0},
    image: {image: $image}, args: $args, log_path: ($log + ".log"),
    linux: {security_context: {namespace_options: {network: "POD", pid: "CONTAINER", ipc: "POD"}}}}')
  for filter in "${@:5}"; do config=$(jq -c "$filter" <<<"$config"); done
  call CreateContainer "$(jq -nc --arg pod "$POD" --argjson config "$config" --argjson sandbox "$sandbox" \
    '{pod_sandbox_id: $pod, config: $config, sandbox_config: $sandbox}')"
  ID=$(get .container_id)
  [ -n "$ID" ]
}
start() { call StartContainer "{\"container_id\": \"$1\"}" && [ "$status" = 0 ]; }
stop() { call StopContainer "{\"container_id\": \"$1\", \"timeout\": $2}" && [ "$status" = 0 ]; } # ID SECONDS

pod_ip() { call PodSandboxStatus "{\"pod_sandbox_id\": \"$POD\"}" >/dev/null && get .status.network.ip; }
# State and exit code of a container.
container_state() { call ContainerStatus "{\"container_id\": \"$1\"}" >/dev/null && get '.status | "\(.state) \(.exit_code // 0)"'; }
is_container_state() { [ "$(container_state "$1")" = "$2" ]; }
has_logged() { grep -qF -- "$2" "$W/logs/$1.log"; } # LOG-NAME TEXT

# The QEMU of a container.
monitor_of() {
  local init
  init=$(task_pid "$1")
  head -n1 "/proc/$init/task/$init/children" | tr -d ' '
}

pods_clean() {
  local id
  call ListPodSandbox >/dev/null
  for id in $(get '.items[]?.id'); do
    call StopPodSandbox "{\"pod_sandbox_id\": \"$id\"}" >/dev/null
    call RemovePodSandbox "{\"pod_sandbox_id\": \"$id\"}" >/dev/null
  done
  rm -f "$W"/logs/*
  find /sys/fs/cgroup -mindepth 2 -depth -type d -path "*/$MARK/*" -exec rmdir {} + 2>/dev/null || true
}
