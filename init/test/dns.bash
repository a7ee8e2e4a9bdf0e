# SPDX-License-Identifier: Apache-2.0
# A network namespace with the forwarder's taps, and a resolver on its 127.0.0.11, as Docker has one.
PYTHON=$(command -v /usr/bin/python3 || command -v python3)
HERE=$BATS_TEST_DIRNAME

needs_taps() {
    needs_root
    [ -c /dev/net/tun ] || skip "needs /dev/net/tun"
    [ -n "$PYTHON" ] || skip "needs python3"
}

# IN goes in front of a command that is to run there, as a process of its own.
inside() { "${IN[@]}" "$@" 3>&-; }
peer() { inside timeout -k 1 60 "$PYTHON" "$HERE/dns.py" "$@"; }

# net MTU TAP…: the namespace; everybody may open /dev/net/tun there, but each tap only its own user.
net() {
    local tap mtu=$1
    shift
    mknod -m 666 tun c 10 200
    unshare -m -n --propagation private sh -c 'mount --bind tun /dev/net/tun && ip link set lo up && touch up && exec sleep 600' 3>&- &
    NET=$!
    disown "$NET"
    echo $NET >net.pid
    IN=(nsenter -t "$NET" -m -n "--wd=$T" --)
    within "$LONG" test -e up
    for tap; do
        inside ip tuntap add dev "$tap" mode tap user 65534
        inside ip link set dev "$tap" addrgenmode none
        inside ip link set dev "$tap" mtu "$mtu" up
    done
}

resolver() {
    "${IN[@]}" "$PYTHON" "$HERE/dns.py" resolver >resolver.out 2>&1 3>&- &
    disown $!
    echo $! >resolver.pid
    within "$LONG" has resolver.out ready
}

# records TAP…: into the array D
records() {
    local tap
    D=(uid=65534 gid=65534 dns-address=169.254.0.53 dns-server=127.0.0.11)
    for tap; do D+=("dns-tap=$tap"); done
}
