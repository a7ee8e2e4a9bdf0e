#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A resolver on the loopback net of the container's namespace, where no packet of a guest gets: juke-init asks it for the guest. First with
# bundles by hand and a resolver of ours, then with Docker's own, on networks that a user defines.
# shellcheck disable=SC2154 # bats and the helpers set them

SHIM=${SHIM:-io.containerd.runc.v2} # juke-runtime under Docker; SHIM=io.containerd.juke.v2 takes Juke's own
load lib/common
load lib/bundle
load lib/daemon
load lib/leaks
load lib/docker

setup_file() {
  private_begin
  up warm hello "$(args exit=0)" 3>&-
  bundles_clean
  # Without Docker only its own tests are skipped.
  ! command -v dockerd >/dev/null || { docker_begin && docker_images; }
}
teardown_file() {
  [ ! -e "$W/dockerd.pid" ] || docker_end
  private_end
}
setup() {
  mkdir -p "$W/b"
  snapshot >"$W/before"
}
teardown() {
  [ -z "${RESOLVER:-}" ] || kill "$RESOLVER" 2>/dev/null || true
  [ ! -e "$W/dockerd.pid" ] || docker_clean
  bundles_clean
  as_before "$W/before"
}

# resolver ADDRESS [NAMESPACE]: one that knows web.test (not at the first question), tree.test, and that there is no "gone".
resolver() {
  local where=()
  [ $# -lt 2 ] || where=(ip netns exec "$2")
  ns_exec "${where[@]}" "$PYTHON" "$TOP/guests/test/peer.py" resolver "$1" >"$W/b/resolver" 2>&1 </dev/null &
  RESOLVER=$!
  eventually grep -q ready "$W/b/resolver"
}

# A filter: the container's /etc/resolv.conf names that resolver.
resolv_conf() {
  echo "nameserver $1" >"$W/b/resolv.conf"
  echo ".mounts += [{destination: \"/etc/resolv.conf\", type: \"bind\", source: \"$W/b/resolv.conf\", options: [\"rbind\"]}]"
}

# with_resolver ID NAMESPACE WORD…: hello with these words runs in the namespace, whose loopback net has the resolver.
with_resolver() {
  resolver 127.0.0.11 "$2"
  up "$1" hello "$(by_name "$2")" "$(resolv_conf 127.0.0.11)" "$(args "${@:3}")"
}

# watch LINK ADDRESS: counts the packets of that destination and ARP's questions for it, until told to end; then the number is in $W/b/watched.
watch() {
  ns_exec "$PYTHON" - "$1" "$2" >"$W/b/watched" 2>&1 <<'PY' &
import signal, socket, sys
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
link.bind((sys.argv[1], 0))
wanted, count, all = socket.inet_aton(sys.argv[2]), 0, 0
def end(*_):
    print(f"{count} of {'some' if all else 'none'}")
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("watching", flush=True)
while True:
    frame = link.recv(2000)
    all += 1
    count += wanted in (frame[30:34], frame[38:42])
PY
  WATCHER=$!
  eventually grep -q watching "$W/b/watched"
}
watched() {
  kill "$WATCHER"
  wait "$WATCHER" || true
  tail -n 1 "$W/b/watched"
}

@test "a guest finds a name by a resolver on the loopback net, and nothing of it is seen outside" {
  netns_add v 1
  watch h-v 169.254.0.53
  with_resolver u v resolve=web.test resolve=gone exit=5
  [ "$status" = 0 ]
  eventually is_status u stopped
  said u "resolve: web.test is 192.0.2.7"
  said u "resolve: gone: there is no such name"
  match "$(tr '\0' '\n' <"$W/b/u/juke/run/launch")" "*netdev.ip=10.77.1.2/24:10.77.1.1:169.254.0.53 *dns-server=127.0.0.11*"
  same "$(watched)" "0 of some"
  rt delete u
  [ "$status" = 0 ]
}

@test "juke-init and QEMU have no privilege with a resolver either" {
  netns_add v 2
  with_resolver u v resolve=web.test sleep=1000
  eventually said u "resolve: web.test is 192.0.2.7"
  init=$(cat "$W/b/u.pid")
  for pid in "$init" "$(tr -d ' ' <"/proc/$init/task/$init/children")"; do
    match "$(tr '\t\n' '  ' <"/proc/$pid/status")" "*Uid: 65534 65534 65534 65534 *CapInh: 0000000000000000 CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000 CapAmb: 0000000000000000 NoNewPrivs: 1 *"
  done
  # QEMU has its tap and no other.
  same "$(cat /proc/"$(tr -d ' ' <"/proc/$init/task/$init/children")"/fdinfo/* 2>/dev/null | grep '^iff:' | cut -c 1-8 | sort -u)" "$(printf 'iff:\tjk0')"
}

@test "without a default route the guest finds its resolver in its own subnet" {
  netns_add v 3
  ns ip -n v route del default
  with_resolver u v resolve=web.test
  eventually is_status u stopped
  said u "resolve: web.test is 192.0.2.7"
  match "$(tr '\0' '\n' <"$W/b/u/juke/run/launch")" "*dns-address=10.77.3.254*"
}

@test "with two interfaces the guest finds its resolver behind either" {
  netns_add v 4
  ns sh -ec '
    ip link add h-two type veth peer name eth1 netns v
    ip -n v addr add 10.78.0.2/24 dev eth1
    ip -n v link set eth1 up
    ip link set h-two up
    ip -n v route del default
    ip -n v route add default via 10.78.0.1'
  ns ip addr add 10.78.0.1/24 dev h-two
  with_resolver u v resolve=web.test
  eventually is_status u stopped
  said u "resolve: web.test is 192.0.2.7"
  same "$(tr '\0' '\n' <"$W/b/u/juke/run/launch" | grep -c '^dns-tap=')" 2
  rt delete u
  same "$(ns ip -n v -o link show | grep -c jk)" 0
  same "$(ns tc -n v qdisc show ingress)" ""
  ns ip link del h-two
}

@test "the namespace's own questions to resolvers outside are answered while a guest runs" {
  netns_add v 5
  with_resolver u v sleep=1000
  eventually said u "Hello from Juke!"
  kill "$RESOLVER"
  resolver 10.77.5.1
  ns ip netns exec v ip neigh flush dev eth0
  ns ip netns exec v "$PYTHON" -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(5)
s.connect(("10.77.5.1", 53))
for _ in range(2):
    s.send(b"\0\1\1\0\0\1\0\0\0\0\0\0\4gone\0\0\1\0\1")
    assert s.recv(512)[3] & 15 == 3'
}

@test "a namespace that outlives the container is as it was, and takes the next guest, even after a crash" {
  netns_add v 6
  before=$(ns ip -n v -o link show | wc -l)
  with_resolver u v resolve=web.test sleep=1000
  eventually said u "resolve: web.test is 192.0.2.7"
  same "$(ns ip -n v -o link show | wc -l)" $((before + 2))
  # A host that crashed: no state, no processes, but the namespace is still there.
  kill -9 "$(cat "$W/b/u.pid")"
  eventually is_status u stopped
  ns rm -rf /run/runc/u
  up second hello "$(by_name v)" "$(resolv_conf 127.0.0.11)" "$(args resolve=web.test)"
  eventually said second "resolve: web.test is 192.0.2.7"
  eventually is_status second stopped
  rt delete second
  same "$(ns ip -n v -o link show | wc -l)" "$before"
  same "$(ns tc -n v qdisc show dev eth0 ingress)" ""
  find /sys/fs/cgroup -mindepth 2 -depth -type d -path "*$MARK/u" -exec rmdir {} + # known to the lost state alone
}

@test "a resolver that comes later, or anew, is found" {
  netns_add v 7
  up u hello "$(by_name v)" "$(resolv_conf 127.0.0.53)" "$(args resolve=web.test sleep=1 resolve=web.test)"
  resolver 127.0.0.53 v
  eventually said u "resolve: web.test is 192.0.2.7"
  kill "$RESOLVER"
  resolver 127.0.0.53 v
  eventually is_status u stopped
  same "$(grep -ac "resolve: web.test is 192.0.2.7" "$W/b/u.out")" 2
}

@test "an interface with an MTU below that of IPv6 is handed over, with its resolver" {
  netns_add v 8
  ns ip -n v link set eth0 mtu 1000
  with_resolver u v resolve=web.test
  [ "$status" = 0 ]
  eventually is_status u stopped
  said u "resolve: web.test is 192.0.2.7"
}

@test "a user namespace of its own: the guest finds the name all the same" {
  open_tun
  bundle u hello "$(resolv_conf 127.0.0.11)" "$(args resolve=web.test exit=3)" '.linux.namespaces += [{type: "user"}]
    | .linux.uidMappings = [{containerID: 0, hostID: 200000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
  create u
  [ "$status" = 0 ]
  # What a client does that learns of the namespace only now.
  pid=$(cat "$W/b/u.pid")
  ns sh -ec '
    ip link add h-user type veth peer name eth0 netns "$1"
    nsenter --net="/proc/$1/ns/net" sh -ec "ip addr add 10.79.0.2/24 dev eth0; ip link set eth0 up; ip link set lo up; ip route add default via 10.79.0.1"
    ip addr add 10.79.0.1/24 dev h-user
    ip link set h-user up' sh "$pid"
  ns_exec nsenter --net="/proc/$pid/ns/net" "$PYTHON" "$TOP/guests/test/peer.py" resolver 127.0.0.11 >"$W/b/resolver" 2>&1 </dev/null &
  RESOLVER=$!
  eventually grep -q ready "$W/b/resolver"
  start u
  [ "$status" = 0 ]
  eventually said u "resolve: web.test is 192.0.2.7"
  eventually is_status u stopped
  kill "$RESOLVER"
  rt delete u
  ns umount /dev/net/tun
}

# --- Docker's

needs_docker() { [ -e "$W/dockerd.pid" ] || skip "dockerd is not installed"; }

@test "docker: on a user network a guest finds another container by its name and its alias" {
  needs_docker
  dk network create one >/dev/null
  dk run -d --name other --network one --network-alias tree bb sleep 1000 >/dev/null
  dr run --rm --network one hello resolve=other resolve=tree exit=4
  [ "$status" = 4 ]
  match "$out" "*resolve: other is $(address other)*resolve: tree is $(address other)*"
}

@test "docker: guests find each other" {
  needs_docker
  dk network create one >/dev/null
  dr run -d --name web --network one http
  eventually says web "listening on"
  dr run --rm --network one hello resolve=web
  match "$out" "*resolve: web is $(address web)*"
  dr run --rm --network one bb wget -qO- http://web/
  match "$out" "*unikernel*"
}

@test "docker: names of the world are found, too: Docker asks its resolvers from the container's own address" {
  needs_docker
  dk network create --subnet 10.123.0.0/24 --gateway 10.123.0.1 one >/dev/null
  resolver 10.123.0.1
  dr run --rm --network one --dns 10.123.0.1 hello resolve=tree.test resolve=gone
  match "$out" "*resolve: tree.test is 192.0.2.7*resolve: gone: there is no such name*"
}

@test "docker: an internal network, which has no default route" {
  needs_docker
  dk network create --internal one >/dev/null
  dk run -d --name other --network one bb sleep 1000 >/dev/null
  dr run --rm --network one hello resolve=other
  match "$out" "*resolve: other is $(address other)*"
}

@test "docker: a guest on two networks finds the containers of both" {
  needs_docker
  dk network create one >/dev/null
  dk network create two >/dev/null
  dk run -d --name first --network one bb sleep 1000 >/dev/null
  dk run -d --name second --network two bb sleep 1000 >/dev/null
  dk create --name guest --network one hello resolve=first resolve=second >/dev/null
  dk network connect two guest
  dr start -a guest
  match "$out" "*resolve: first is $(address first)*resolve: second is $(address second)*"
}

@test "docker: the default network has resolvers that a guest reaches by itself, and no forwarder" {
  needs_docker
  dk run -d --name guest --dns 10.9.9.9 hello sleep=1000 >/dev/null
  eventually says guest "arg[0]"
  init=$(dk inspect -f '{{.State.Pid}}' guest)
  no_match "$(tr '\0' '\n' <"/proc/$init/root/juke/launch")" "*dns-*"
  same "$(nsenter -t "$init" -n ip -o link show | grep -c jk)" 1
}
