#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Both ends of the DNS forwarder: `resolver` listens on 127.0.0.11, every other command is a guest on the forwarder's tap, which is what
a guest's frames look like once tc has redirected them. A failed expectation ends it with 1."""
import os
import random
import socket
import struct
import sys
import time

SERVER, ADDRESS, GUEST = "127.0.0.11", "169.254.0.53", "10.0.0.2"
MAC, GATEWAY = bytes.fromhex("020000000001"), bytes.fromhex("020000000099")


def resolver():
    """The question's first label says what comes back: `silent` nothing, `sizeN` N bytes, `late` after a second, anything else an echo."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    server.bind((SERVER, 53))
    print("ready", flush=True)
    late = []
    while True:
        server.settimeout(0.1 if late else None)
        try:
            query, client = server.recvfrom(65535)
            label = query[13:13 + query[12]].decode("latin-1") if len(query) > 12 else ""  # noise may leave a bare header
            answer = query[:2] + b"\x81\x80" + query[4:]
            if label.startswith("size"):
                size = int(label[4:])
                answer += bytes(i % 251 for i in range(size - len(answer)))
            if label == "late":
                late.append((time.monotonic() + 1, answer, client))
            elif label != "silent":
                server.sendto(answer, client)
        except socket.timeout:
            pass
        for entry in [e for e in late if e[0] <= time.monotonic()]:
            server.sendto(entry[1], entry[2])
            late.remove(entry)


def total(data):
    data += b"\0" * (len(data) % 2)
    value = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while value >> 16:
        value = (value & 0xFFFF) + (value >> 16)
    return value


def message(number, label):
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + bytes([len(label)]) + label.encode() + b"\0\0\1\0\1"


class Guest:
    def __init__(self, tap):
        self.link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.link.bind((tap, 0))

    def send(self, protocol, payload, destination=ADDRESS):
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 1, 0x4000, 64, protocol, 0)
        self.frame(GATEWAY + MAC + b"\x08\0" + head + socket.inet_aton(GUEST) + socket.inet_aton(destination) + payload)

    def frame(self, frame):
        while True:
            try:
                self.link.send(frame)
                return
            except OSError as e:  # the tap's queue is full
                if e.errno != 105:
                    raise
                time.sleep(0.001)

    def ask(self, number, label, port=4660):
        data = message(number, label)
        self.send(17, struct.pack("!HHHH", port, 53, 8 + len(data), 0) + data)
        return data

    def receive(self, seconds=10.0):
        """The next frame that comes to the guest, or None."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.link.settimeout(left)
            try:
                frame, where = self.link.recvfrom(65536 + 14)
            except socket.timeout:
                break
            if where[2] != socket.PACKET_OUTGOING and frame[:6] == MAC:
                return frame
        return None

    def answer(self, seconds=10.0):
        """(port, message, fragments) of the next whole datagram, all of it checked; None when nothing comes."""
        parts = {}
        while True:
            frame = self.receive(seconds)
            if frame is None:
                assert not parts, "fragments are missing"
                return None
            assert frame[6:14] == GATEWAY + b"\x08\0", frame[:14]
            ip = frame[14:]
            length, offset = struct.unpack("!H", ip[2:4])[0], struct.unpack("!H", ip[6:8])[0]
            assert ip[0] == 0x45 and ip[9] == 17 and total(ip[:20]) == 0xFFFF and length == len(ip)
            assert ip[12:16] == socket.inet_aton(ADDRESS) and ip[16:20] == socket.inet_aton(GUEST)
            parts[(offset & 0x1FFF) * 8] = ip[20:]
            if not offset & 0x2000:
                break
        data = b""
        for at in sorted(parts):
            assert at == len(data), "a hole"
            data += parts[at]
        source, port, length = struct.unpack("!HHH", data[:6])
        assert source == 53 and length == len(data)
        assert total(ip[12:20] + struct.pack("!HH", 17, length) + data) == 0xFFFF, "UDP's sum"
        return port, data[8:], len(parts)

    def resolves(self, label="name"):
        number, port = random.randrange(65536), random.randrange(1024, 65536)
        data = self.ask(number, label, port)
        got = self.answer()
        assert got is not None, "no answer"
        assert got[0] == port and got[1][:len(data)] == data[:2] + b"\x81\x80" + data[4:]
        return got


def query(tap):
    Guest(tap).resolves()


def two(one, other):
    """Each answer comes through the tap of its query."""
    first, second = Guest(one), Guest(other)
    first.ask(1, "late")
    second.ask(2, "late")
    assert second.answer()[1][:2] == b"\0\2" and first.answer()[1][:2] == b"\0\1"
    assert first.answer(0.2) is None and second.answer(0.2) is None


def arp(tap):
    guest = Guest(tap)

    def question(target):
        packet = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + MAC + socket.inet_aton(GUEST) + b"\0" * 6 + socket.inet_aton(target)
        guest.frame(b"\xff" * 6 + MAC + b"\x08\x06" + packet)
        return guest.receive(0.5)

    assert question("169.254.0.54") is None
    reply = question(ADDRESS)
    assert reply[12:22] == b"\x08\x06\0\1\x08\0\6\4\0\2" and reply[22:28] == reply[6:12] and reply[28:32] == socket.inet_aton(ADDRESS)


def tcp(tap):
    guest = Guest(tap)
    guest.send(6, struct.pack("!HHIIBBHHH", 4660, 53, 77, 0, 0x50, 2, 1000, 0, 0))
    reply = guest.receive()[34:]
    assert struct.unpack("!HHIIBB", reply[:14]) == (53, 4660, 0, 78, 0x50, 0x14)
    assert total(socket.inet_aton(ADDRESS) + socket.inet_aton(GUEST) + b"\0\6\0\x14" + reply) == 0xFFFF


def sizes(tap, mtu):
    guest = Guest(tap)
    for size in (512, int(mtu) - 28, int(mtu) - 27, 4096, 65507):
        _, data, fragments = guest.resolves(f"size{size}")
        assert len(data) == size and data[-1] == (size - len(message(0, f"size{size}")) - 1) % 251
        assert fragments == -(-(size + 8) // ((int(mtu) - 20) // 8 * 8)) or size + 28 <= int(mtu) and fragments == 1, (size, fragments)


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def many(tap, pid):
    """Of more queries than there is room for, the newest 256 are answered, and none of them costs a descriptor for long."""
    guest, before = Guest(tap), descriptors(pid)
    for number in range(400):
        guest.ask(number, "late", 10000 + number)
    most, seen = descriptors(pid), set()
    while (got := guest.answer(3)) is not None:
        assert got[0] == 10000 + struct.unpack("!H", got[1][:2])[0]
        seen.add(got[0] - 10000)
    assert most - before <= 256, most
    assert len(seen) >= 256 and set(range(144, 400)) <= seen, len(seen)
    assert descriptors(pid) == before
    guest.resolves()


def silent(tap, pid):
    """What nobody answers is given up after five seconds, and not before."""
    guest, before = Guest(tap), descriptors(pid)
    for number in range(20):
        guest.ask(number, "silent")
    guest.resolves()
    time.sleep(3)
    assert descriptors(pid) == before + 20
    time.sleep(3)
    assert descriptors(pid) == before


def refused(tap, pid):
    guest, before = Guest(tap), descriptors(pid)
    for number in range(50):
        guest.ask(number, "name")
    assert guest.receive(0.5) is None and descriptors(pid) == before


def noise(tap, rounds):
    """Damaged frames of every kind, and then a sound one."""
    guest, seed = Guest(tap), int(time.time())
    print(f"# seed {seed}")
    random.seed(seed)
    data = message(1, "silent")
    udp = struct.pack("!HHHH", 4660, 53, 8 + len(data), 0) + data
    segment = struct.pack("!HHIIBBHHH", 4660, 53, 77, 0, 0x50, 2, 1000, 0, 0)
    for _ in range(int(rounds)):
        protocol, payload = random.choice(((17, udp), (6, segment), (1, b"\x08\0" + b"x" * 30)))
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 1, 0x4000, 64, protocol, 0)
        frame = bytearray(GATEWAY + MAC + b"\x08\0" + head + socket.inet_aton(GUEST) + socket.inet_aton(ADDRESS) + payload)
        for _ in range(random.randrange(4)):
            frame[random.randrange(len(frame))] = random.randrange(256)
        guest.frame(bytes(frame[:max(14, random.randrange(len(frame) + 1))] if random.random() < 0.5 else frame))
    while guest.receive(0.3) is not None:
        pass
    guest.resolves()


def chatter(tap, seconds):
    """Queries of each kind, without a break; nobody looks at the answers."""
    guest, end = Guest(tap), time.monotonic() + float(seconds)
    while time.monotonic() < end:
        guest.ask(random.randrange(65536), random.choice(("name", "silent", "size3000")))
        time.sleep(0.004)


def flood(tap, seconds):
    guest, end = Guest(tap), time.monotonic() + float(seconds)
    while time.monotonic() < end:
        guest.ask(random.randrange(65536), "name")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
