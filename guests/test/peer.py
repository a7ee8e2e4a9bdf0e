#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The other end of the network, for the tests. Each command prints what it found; a failed expectation ends it with 1."""
import hashlib
import os
import socket
import struct
import sys
import threading
import time

PATIENCE = 20


def internet_checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ping(address, size, count):
    """The quickest of the round trips, in milliseconds: a loaded machine makes any single one slow."""
    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    s.settimeout(2)
    trips, ident, body = [], os.getpid() & 0xFFFF, os.urandom(int(size))
    for number in range(int(count)):
        head = struct.pack("!BBHHH", 8, 0, 0, ident, number)
        head = struct.pack("!BBHHH", 8, 0, internet_checksum(head + body), ident, number)
        start = time.perf_counter()
        s.sendto(head + body, (address, 0))
        while True:
            packet = s.recv(65535)
            kind, _, _, its_ident, its_number = struct.unpack("!BBHHH", packet[20:28])
            if kind == 0 and its_ident == ident and its_number == number:
                break
        assert packet[28:] == body and internet_checksum(packet[20:]) == 0
        trips.append((time.perf_counter() - start) * 1000)
        time.sleep(0.01)
    print(f"{min(trips):.3f}")


def udp(address, port, size):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(2)
    s.connect((address, int(port)))
    body = os.urandom(int(size))
    s.send(body)
    assert s.recv(65535) == body
    print("echoed")


def refused(address, port, kind):
    """Whether a closed port says that it is closed."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
    s.settimeout(2)
    try:
        s.connect((address, int(port)))
        s.send(b"x")
        s.recv(10)
    except ConnectionRefusedError:
        print("refused")


def announced(interface, address):
    """Waits for the gratuitous ARP of an address and prints its MAC."""
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
    s.bind((interface, 0))
    s.settimeout(PATIENCE)
    print("ready", flush=True)
    wanted = socket.inet_aton(address)
    while True:
        frame = s.recv(2000)
        if frame[28:32] == wanted and frame[38:42] == wanted:
            assert frame[0:6] == b"\xff" * 6
            print(frame[22:28].hex(":"))
            return


def resolver(address):
    """web.test has an alias and an address: the first question is lost, a wrong answer precedes the right one; tree.test has it at once; gone does not exist."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((address, 53))
    print("ready", flush=True)
    seen = 0
    while True:
        query, client = s.recvfrom(512)
        number, flags, questions, *_ = struct.unpack("!6H", query[:12])
        assert flags == 0x0100 and questions == 1
        name, alias = query[12:-4], b"\xc0\x0c\0\x05\0\1\0\0\0\x3c\0\2\xc0\x0c"
        seen += name == b"\3web\4test\0"
        if name == b"\4tree\4test\0" or seen > 1 and name == b"\3web\4test\0":
            record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton("192.0.2.7")
            if name[0] == 3:
                s.sendto(struct.pack("!6H", number ^ 1, 0x8180, 1, 0, 0, 0) + query[12:], client)
            s.sendto(struct.pack("!6H", number, 0x8180, 1, 2, 0, 0) + query[12:] + alias + record, client)
        elif name == b"\4gone\0":
            s.sendto(struct.pack("!6H", number, 0x8183, 1, 0, 0, 0) + query[12:], client)


def read_response(s, buffer=b""):
    while b"\r\n\r\n" not in buffer:
        data = s.recv(65536)
        if not data:
            raise ConnectionError(f"ended after {buffer!r}")
        buffer += data
    head, body = buffer.split(b"\r\n\r\n", 1)
    length = int([l.split(b":")[1] for l in head.split(b"\r\n") if l.lower().startswith(b"content-length:")][0])
    while len(body) < length:
        data = s.recv(65536)
        if not data:
            raise ConnectionError("ended inside of a body")
        body += data
    return int(head.split()[1]), body[:length], body[length:]


def request(path="/", close=False):
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{'Connection: close' if close else 'X: y'}\r\n\r\n".encode()


def load(address, port, count, parallel, keep):
    """count requests over parallel threads; with keep each thread stays on its connection."""
    failures, lock, left = [], threading.Lock(), [int(count)]
    start = time.perf_counter()

    def work():
        s = None
        while True:
            with lock:
                if not left[0]:
                    return
                left[0] -= 1
            try:
                s = s or socket.create_connection((address, int(port)), PATIENCE)
                s.sendall(request(close=keep == "new"))
                status, body, _ = read_response(s)
                assert status == 200 and body, (status, body)
                if keep == "new":
                    assert s.recv(1) == b""
                    s.close()
                    s = None
            except Exception as e:
                failures.append(e)
                s = None

    threads = [threading.Thread(target=work) for _ in range(int(parallel))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(f"{len(failures)} failures, {int(count) / (time.perf_counter() - start):.0f} requests/s {failures[:2] or ''}")
    sys.exit(bool(failures))


def at_once(address, port, count):
    """All connections are open before the first request is made on any."""
    connections = [socket.create_connection((address, int(port)), PATIENCE) for _ in range(int(count))]
    for s in connections:
        s.sendall(request("/stats"))
    for s in connections:
        assert read_response(s)[0] == 200
    for s in reversed(connections):
        s.sendall(request("/"))
        assert read_response(s)[0] == 200
    print(f"{len(connections)} connections")


def crowd(address, port, count):
    """So many connections that ask nothing, then one that asks for the statistics."""
    idle = [socket.create_connection((address, int(port)), PATIENCE) for _ in range(int(count))]
    s = socket.create_connection((address, int(port)), PATIENCE)
    s.sendall(request("/stats"))
    print(read_response(s)[1].decode())
    assert idle


def pipelined(address, port, count):
    s = socket.create_connection((address, int(port)), PATIENCE)
    s.sendall(b"".join(request(f"/echo?{i}") for i in range(int(count))))
    rest = b""
    for i in range(int(count)):
        status, body, rest = read_response(s, rest)
        assert status == 200 and body.startswith(f"GET /echo?{i} HTTP/1.1\n".encode()), body
    print("in order")


def refused_body(address, port, size):
    """Sends a body that is refused to its end (curl would give up at the answer), then asks on the same connection."""
    s = socket.create_connection((address, int(port)), PATIENCE)
    s.sendall(f"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {size}\r\n\r\n".encode() + b"x" * int(size) + request())
    refused, _, rest = read_response(s)
    print(refused, read_response(s, rest)[0])


def slow(address, port, path, seconds):
    """Reads a body in small pieces over that time and prints its SHA-256."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect((address, int(port)))
    s.sendall(request(path, close=True))
    digest, body, head, end = hashlib.sha256(), b"", b"", time.monotonic() + float(seconds)
    while b"\r\n\r\n" not in head:
        head += s.recv(100)
    digest.update(head.split(b"\r\n\r\n", 1)[1])
    while True:
        data = s.recv(4096 if time.monotonic() < end else 65536)
        if not data:
            break
        digest.update(data)
        if time.monotonic() < end:
            time.sleep(0.2)
    print(digest.hexdigest())


def half_closed(address, port):
    """A client that says it is done after its request still gets its answer."""
    s = socket.create_connection((address, int(port)), PATIENCE)
    s.sendall(request())
    s.shutdown(socket.SHUT_WR)
    assert read_response(s)[0] == 200
    assert s.recv(1) == b""
    print("answered")


def raw(address, port, text):
    """Sends bytes and prints all that comes back until the end."""
    s = socket.create_connection((address, int(port)), PATIENCE)
    s.sendall(text.encode().decode("unicode_escape").encode("latin1"))
    while data := s.recv(65536):
        sys.stdout.write(data.decode("latin1"))


def dribble(address, port):
    """A request that comes byte by byte."""
    s = socket.create_connection((address, int(port)), PATIENCE)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in request("/echo"):
        s.send(bytes([byte]))
        time.sleep(0.002)
    assert read_response(s)[0] == 200
    print("answered")


COMMANDS = {f.__name__.replace("_", "-"): f
            for f in (ping, udp, refused, announced, resolver, load, at_once, crowd, pipelined, refused_body, slow, half_closed, raw, dribble)}
if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
