# SPDX-License-Identifier: Apache-2.0
# In the place that it was made for: process 1 of a runc sandbox, an unprivileged user, no capability, a read-only root.
load helper

require() {
    command -v runc >/dev/null || skip "needs runc"
    needs_root
}

teardown() {
    [ -z "$ID" ] || runc --root "$T/state" delete --force "$ID" 2>/dev/null || true
    cd /
    rm -rf "$T"
}

# The bundle in which L is the launch file; $T/rw is /rw.
bundle() {
    ID=juke-init-test-$$-$BATS_TEST_NUMBER
    mkdir -p rootfs/rw rootfs/proc rw
    chmod 777 rw
    cp "$JUKE_INIT" rootfs/init
    cp "$FAKE" rootfs/fake
    cp L rootfs/launch
    chmod 644 rootfs/launch
    cat >config.json <<END
{"ociVersion": "1.0.2", "hostname": "sandbox", "root": {"path": "rootfs", "readonly": true},
 "process": {"terminal": false, "user": {"uid": 65534, "gid": 65534}, "args": ["/init", "/launch"], "cwd": "/",
             "capabilities": {}, "noNewPrivileges": true, "env": []},
 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/rw", "type": "bind", "source": "$T/rw", "options": ["bind", "rw"]}],
 "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}]}}
END
}

@test "a run in a sandbox" {
    monitor out:hello err:oops negotiate fork pid:/rw/mpid exit:15
    M=("${M[@]/$FAKE//fake}"); M=("${M[@]/PIDS=*/PIDS=/rw/pids}")
    launch "${M[@]}" control=qmp exit=debug-exit record=/rw/r status=/rw/st console-log=/rw/log
    bundle
    code=0; timeout "$LONG" runc --root "$T/state" run "$ID" >out 2>err 3>&- || code=$?
    ends 7; [ "$(cat out)" = hello ]; grep -q '^oops$' err; [ "$(cat rw/st)" = running ]
    grep -qE '^init 1 [0-9]+$' rw/r; grep -qE '^exit 7 [0-9]+ exited$' rw/r
    [ "$(sort rw/log | tr '\n' ' ')" = "hello oops " ]
    [ "$(stat -c %u rw/r)" = 65534 ]
}

@test "runc kill ends it" {
    monitor out:up sleep:60000; M=("${M[@]/$FAKE//fake}")
    launch "${M[@]}" record=/rw/r; bundle
    runc --root "$T/state" run "$ID" >out 2>err 3>&- & INIT=$!
    within "$LONG" has out up
    runc --root "$T/state" kill "$ID" TERM
    end_init; ends 143
    grep -qE '^exit 143 [0-9]+ stopped$' rw/r
}
