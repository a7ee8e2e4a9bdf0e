# SPDX-License-Identifier: Apache-2.0
# A fault at every step: each system call of a run fails once. init must end by itself, say why in one sentence when its
# exit code is not the right one, and leave nobody behind.
load helper
load dns

# sweep RIGHT [ALSO]: runs L with the Nth call failing, for N = 1, 2, … until no fault fires. RIGHT is the undisturbed
# exit code, ALSO another one that is right with a fault.
sweep() {
    local right=$1 also=${2:-$1} n bad=0 said
    chmod 777 .
    for ((n = 1; n < 1000; n++)); do
        rm -f mark r log st ready; : >pids
        code=0
        JUKE_FAULT=$n JUKE_FAULT_MARK=$T/mark "${IN[@]}" "$BUILD/cage" "${LIMIT:-5000}" "$BUILD/faults/juke-init" L >out 2>err 3>&- || code=$?
        [ -e mark ] || break
        said=$(grep -c '^juke: ' err || true)
        if [[ $code = "$right" || $code = "$also" ]] && [ "$said" -le 1 ]; then continue; fi
        if [ "$code" != 0 ] && [ "$code" != 201 ] && [ "$code" != 202 ] && [ "$said" -ge 1 ] && [ "$said" -le 2 ]; then continue; fi
        echo "fault $n: exit code $code, $said sentences"; cat err; bad=1
    done
    [ "$code" = "$right" ] # no fault any more
    echo "# $((n - 1)) faults" >&3
    [ "$n" -gt 20 ]
    [ "$bad" = 0 ]
}

@test "plain" {
    monitor exit:7; launch "${M[@]}"
    sweep 7
}

@test "record, status, log, QMP, finally" {
    monitor out:x err:y negotiate exit:7
    launch "${M[@]}" control=qmp record=r status=st console-log=log finally-arg="$FAKE" finally-arg=out:done
    sweep 7
}

@test "a helper" {
    helper h touch:"$T/ready" sleep:60000
    monitor fork exit:7; launch "${M[@]}" "${H[@]}" "helper-ready=$T/ready"
    sweep 7
}

@test "privileges" {
    needs_root
    monitor exit:7; launch "${M[@]}" uid=65534 gid=65534
    sweep 7
}

@test "a resolver, and a guest that uses it" {
    needs_taps
    net 1500 jk1; resolver; records jk1
    "${IN[@]}" "$PYTHON" "$HERE/dns.py" chatter jk1 300 3>&- & echo $! >chatter.pid; disown
    monitor sleep:40 exit:7; launch "${M[@]}" "${D[@]}"
    sweep 7
}

@test "a stop, by QMP and after the grace time" {
    monitor negotiate ppid:15 await:never
    launch "${M[@]}" control=qmp grace=200
    sweep 137 143 # 143: when quit cannot be sent it is SIGTERM, which this monitor obeys
}

@test "a guest that QEMU stopped" {
    monitor negotiate 'qmp:{"event": "STOP"}' await:query-status 'reply:{"status": "io-error"}' await:quit exit:0
    launch "${M[@]}" control=qmp
    sweep 139
}

@test "probe-kvm" {
    local n
    for ((n = 1; n < 100; n++)); do
        rm -f mark; code=0
        JUKE_FAULT=$n JUKE_FAULT_MARK=$T/mark "$BUILD/cage" 3000 "$BUILD/faults/juke-init" probe-kvm >out 2>err 3>&- || code=$?
        [ -e mark ] || break
        [ "$code" = 1 ]; grep -q '^unusable: ' out
    done
}
