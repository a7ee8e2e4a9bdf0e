#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# When something is wrong, the runtime says what, in the log's format, and leaves nothing behind.
# shellcheck disable=SC2154

load lib/common
load lib/bundle
load lib/leaks

setup_file() {
  private_begin
  up warm hello "$(args exit=0)" 3>&-
  bundles_clean
  ns cp /run/juke/host-facts.json "$W/facts"
}
teardown_file() { private_end; }
setup() {
  mkdir -p "$W/b"
  snapshot >"$W/before"
}
teardown() {
  bundles_clean
  ns cp "$W/facts" /run/juke/host-facts.json
  as_before "$W/before"
}

# qemu_is PROGRAM: what the host's facts say is QEMU.
qemu_is() {
  jq -c --arg path "$1" '.qemu |= map(.path = $path)' "$W/facts" >"$W/changed"
  ns cp "$W/changed" /run/juke/host-facts.json
}

@test "start tells QEMU's own words" {
  bundle u hello '.linux.resources.memory.limit = 1125899906842624'
  create u
  [ "$status" = 0 ]
  start u
  [ "$status" != 0 ]
  match "$(logged_error u)" "*cannot set up guest memory*Cannot allocate memory*"
  match "$err" "*cannot set up guest memory*"
  eventually is_status u stopped
  rt delete --force u
}

@test "start says so when the monitor ends at once, without a word" {
  qemu_is /usr/bin/false
  bundle u hello
  create u
  [ "$status" = 0 ]
  start u
  [ "$status" != 0 ]
  [ -n "$(logged_error u)" ]
  eventually is_status u stopped
  rt delete --force u
}

@test "start says so when the monitor is no program" {
  echo "no program" >"$W/nothing"
  chmod 755 "$W/nothing"
  qemu_is "$W/nothing"
  bundle u hello
  create u
  [ "$status" = 0 ]
  start u
  [ "$status" != 0 ]
  match "$(logged_error u)" "*$W/nothing*"
  rt delete --force u
}

@test "the guest's exit code in run is 125 when the monitor fails" {
  qemu_is /usr/bin/false
  bundle u hello
  rt run --bundle "$W/b/u" u
  [ "$status" = 125 ]
  match "$err" "*juke: *"
  gone u
  [ ! -e "$W/b/u/juke" ]
}

@test "without the tun device start fails with the reason, and the namespace stays clean" {
  netns_add v 1
  bundle u http "$(by_name v)"
  create u
  [ "$status" = 0 ]
  ns mount --bind /dev/null /dev/net/tun
  start u
  ns umount /dev/net/tun
  [ "$status" != 0 ]
  match "$(logged_error u)" "the container's network cannot be given to the guest: *"
  same "$(ns tc -n v qdisc show dev eth0 ingress)" ""
  # Nothing has run: another try may succeed.
  start u
  [ "$status" = 0 ]
  eventually fetch -o /dev/null http://10.77.1.2/
  rt delete --force u
  netns_del v
}

@test "a network rule of somebody else is neither used nor removed" {
  netns_add v 2
  ns tc -n v qdisc add dev eth0 ingress
  bundle u http "$(by_name v)"
  create u
  start u
  [ "$status" != 0 ]
  match "$(logged_error u)" "the container's network cannot be given to the guest: *"
  match "$(ns tc -n v qdisc show dev eth0 ingress)" "*ingress*"
  same "$(ns ip -n v -o link show | grep -c jk)" 0
  rt delete --force u
  match "$(ns tc -n v qdisc show dev eth0 ingress)" "*ingress*"
  netns_del v
}

@test "what a container left whose state was lost is taken over by the next one" {
  netns_add v 3
  up u http "$(by_name v)"
  eventually fetch -o /dev/null http://10.77.3.2/
  # A host that crashed: no state, no processes, but the namespace is still there.
  kill -9 "$(cat "$W/b/u.pid")"
  eventually is_status u stopped
  ns rm -rf /run/runc/u
  ns "$(command -v runc)" delete --force u
  match "$(ns ip -n v -o link show)" "*jk0-*"
  up second http "$(by_name v)"
  eventually fetch -o /dev/null http://10.77.3.2/
  rt delete --force second
  find /sys/fs/cgroup -mindepth 2 -depth -type d -path "*$MARK/u" -exec rmdir {} + # known to the lost state alone
  same "$(ns ip -n v -o link show | grep -c jk)" 0
  same "$(ns tc -n v qdisc show dev eth0 ingress)" ""
  # The same with the same name.
  rm -rf "$W/b/u" "$W/b/second"
  up u http "$(by_name v)"
  eventually fetch -o /dev/null http://10.77.3.2/
  kill -9 "$(cat "$W/b/u.pid")"
  eventually is_status u stopped
  ns rm -rf /run/runc/u
  create u
  [ "$status" = 0 ]
  start u
  [ "$status" = 0 ]
  eventually fetch -o /dev/null http://10.77.3.2/
  rt delete --force u
  netns_del v
}

@test "a process number that belongs to another by now is not touched" {
  netns_add v 4
  bundle u http "$(by_name v)"
  create u
  ns sh -c 'jq -c ".init_process_start += 1" /run/runc/u/state.json >/run/runc/u/new && mv /run/runc/u/new /run/runc/u/state.json'
  start u
  [ "$status" != 0 ]
  same "$(ns ip -n v -o link show | grep -c jk)" 0
  same "$(ns tc -n v qdisc show dev eth0 ingress)" ""
  ns sh -c 'jq -c ".init_process_start -= 1" /run/runc/u/state.json >/run/runc/u/new && mv /run/runc/u/new /run/runc/u/state.json'
  rt delete --force u
  netns_del v
}

@test "create on a full disk fails with the reason, and the next one succeeds" {
  bundle u hello "$(args exit=0)"
  mkdir "$W/b/full"
  ns mount -t tmpfs -o size=512k tmpfs "$W/b/full"
  ns cp -a "$W/b/u" "$W/b/full/u"
  ns sh -c 'cat /dev/zero >"$1" 2>/dev/null; true' sh "$W/b/full/fill"
  rt --log "$W/b/u.log" --log-format json create --bundle "$W/b/full/u" u
  [ "$status" != 0 ]
  match "$(logged_error u)" "*written*$W/b/full/u/juke*"
  gone u
  ns test ! -e "$W/b/full/u/juke"
  ns rm "$W/b/full/fill"
  rt run --bundle "$W/b/full/u" u
  [ "$status" = 0 ]
  ns umount "$W/b/full"
}

@test "a read-only bundle is refused with the reason" {
  bundle u hello
  mkdir "$W/b/ro"
  ns mount --bind "$W/b/u" "$W/b/ro"
  ns mount -o remount,ro,bind "$W/b/ro"
  rt --log "$W/b/u.log" --log-format json create --bundle "$W/b/ro" u
  [ "$status" != 0 ]
  match "$(logged_error u)" "*$W/b/ro/juke*"
  gone u
  ns umount "$W/b/ro"
}

@test "the error is the last line of the log: JSON or text, as asked for; and on standard error" {
  bundle u hello '.annotations["com.urunc.unikernel.unikernelType"] = "plan\t9 \"x\" \\ \u0001 ü"'
  rt --log "$W/b/u.log" --log-format json create --bundle "$W/b/u" u
  [ "$status" != 0 ]
  tail -n 1 "$W/b/u.log" | jq -e '.level == "error" and (.msg | contains("plan 9 \"x\" \\  ü")) and (.time | fromdateiso8601 > 0)'
  match "$err" "*plan*ü*is not supported*"
  rt --log "$W/b/text.log" create --bundle "$W/b/u" u
  match "$(tail -n 1 "$W/b/text.log")" 'time="*" level=error msg="*'
  rt create --bundle "$W/b/u" u
  match "$err" 'time="*" level=error msg="*plan 9*'
  rt --log=/nonexistent/log create --bundle "$W/b/u" u
  [ "$status" != 0 ]
}

@test "a warning is in the log and not among the container's words" {
  bundle u hello "$(args exit=0)"
  create u
  same "$output" ""
  jq -e 'select(.level == "warning") | .msg | contains("KVM")' "$W/b/u.log" || skip "KVM works here"
}

@test "without an AOT cache, or with a stale or damaged one, only the time differs" {
  mkdir "$W/b/dist"
  cp -a "$JUKE_DIST/." "$W/b/dist/"
  bundle u hello "$(args 'a b' exit=3)"
  plan_with() {
    status=0
    ns "$W/b/dist/bin/juke-runtime" --log "$W/b/u.log" --log-format json run --bundle "$W/b/u" u >"$W/b/u.out" 2>&1 </dev/null || status=$?
    cat "$W/b/u.out"
    [ "$status" = 3 ]
    same "$(sed -n 2p "$W/b/u.out" | tr -d '\r')" "arg[0]=a b"
    no_match "$(cat "$W/b/u.log")" "*AOT*"
  }
  # A copy is at another path, so its cache is stale.
  plan_with
  echo garbage >"$W/b/dist/lib/juke/runtime.aot"
  plan_with
  rm "$W/b/dist/lib/juke/runtime.aot"
  plan_with
}

@test "without facts, with damaged ones, or without a place for them, the host is probed" {
  bundle u hello "$(args exit=4)"
  ns rm -f /run/juke/host-facts.json
  rt run --bundle "$W/b/u" u
  [ "$status" = 4 ]
  ns test -s /run/juke/host-facts.json
  ns sh -c 'echo "{" >/run/juke/host-facts.json'
  rt run --bundle "$W/b/u" u
  [ "$status" = 4 ]
  ns sh -c 'rm -rf /run/juke; echo file >/run/juke'
  rt run --bundle "$W/b/u" u
  [ "$status" = 4 ]
  ns sh -c 'rm /run/juke; mkdir /run/juke'
}

@test "an OCI runtime that does not exist is named" {
  bundle u hello
  status=0
  ns env JUKE_OCI_RUNTIME=/nonexistent/runc "$RT" create --bundle "$W/b/u" u >"$W/rt.out" 2>&1 </dev/null || status=$?
  cat "$W/rt.out"
  [ "$status" != 0 ]
  match "$(cat "$W/rt.out")" "*/nonexistent/runc*"
}

@test "a guest that shares the host's network is refused" {
  bundle u hello '.linux.namespaces |= map(select(.type != "network"))'
  create u
  [ "$status" != 0 ]
  match "$(logged_error u)" "*cannot share the host's network*"
  gone u
  [ ! -e "$W/b/u/juke" ]
}

@test "a damaged config.json and a missing bundle give the runtime's words" {
  mkdir -p "$W/b/u"
  echo '{"com.urunc.unikernel.binary": ' >"$W/b/u/config.json"
  create u
  [ "$status" != 0 ]
  match "$(logged_error u)" "*config.json*"
  rt create --bundle "$W/b/none" none
  [ "$status" != 0 ]
  match "$err" "*$W/b/none: no such file or directory*"
}
