#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ttrpc.py call SOCKET NAMESPACE METHOD [FIELD…]: one call of containerd.task.v2.Task; shows the status ("0 OK", or the code and the message), then
the answer's fields, a line each; ends with 1 unless the status is 0.
A FIELD is NUMBER=TEXT, NUMBER:INTEGER, or NUMBER@TYPE-URL=TEXT (a google.protobuf.Any).
ttrpc.py bad SOCKET KIND [TIMES]: what no client should do: garbage, huge, large, half, vanish, empty, noise, arguments, unknown; ends with 0 when the
server has answered as it should, or hung up.

The protocol (github.com/containerd/ttrpc, PROTOCOL.md): each message has a header of 10 bytes, big-endian: length (4), stream (4), type (1: request, 2: response,
3: data), flags (1). Request: 1 service, 2 method, 3 payload, 4 timeout in ns, 5 metadata {1 key, 2 value}. Response: 1 status {1 code, 2 message}, 2 payload."""
import os
import random
import re
import socket
import struct
import sys

SERVICE = "containerd.task.v2.Task"
REQUEST, RESPONSE, DATA = 1, 2, 3
PATIENCE = 30  # seconds


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(message):
    """Pairs of field number and value: an integer, or bytes."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = number()
        kind = key & 7
        if kind == 0:
            yield key >> 3, number()
        else:
            length = {1: 8, 2: None, 5: 4}[kind]
            length = number() if length is None else length
            yield key >> 3, message[at:at + length]
            at += length


def argument(text):
    match = re.fullmatch(r"(\d+)(?:=(.*)|:(-?\d+)|@([^=]*)=(.*))", text, re.DOTALL)
    number, string, integer, url, value = match.groups()
    if url is not None:
        return field(int(number), field(1, url) + field(2, value))
    return field(int(number), string if string is not None else int(integer))


def frame(stream, kind, payload, flags=0):
    return struct.pack(">IIBB", len(payload), stream, kind, flags) + payload


def request(method, payload, namespace="default", service=SERVICE):
    header = field(1, "containerd-namespace-ttrpc") + field(2, namespace)
    return field(1, service) + field(2, method) + field(3, payload) + field(4, PATIENCE * 10**9) + field(5, header)


def connect(path):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    connection.connect(path)
    return connection


def receive(connection, length):
    data = b""
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def answer(connection):
    """Stream, code, message, payload of the next response."""
    while True:
        length, stream, kind, _ = struct.unpack(">IIBB", receive(connection, 10))
        body = dict(fields(receive(connection, length)))
        if kind == RESPONSE:
            status = dict(fields(body.get(1, b"")))
            return stream, status.get(1, 0), status.get(2, b"").decode(), body.get(2, b"")


def call(path, namespace, method, *arguments):
    with connect(path) as connection:
        connection.sendall(frame(1, REQUEST, request(method, b"".join(map(argument, arguments)), namespace)))
        _, code, message, payload = answer(connection)
    print(code, message or "OK")
    for number, value in fields(payload):
        print(number, value if isinstance(value, int) else value.decode(errors="replace"))
    return 0 if code == 0 else 1


def answers(connection, stream, *codes):
    got = answer(connection)
    print(got[:3])
    assert got[0] == stream and (not codes or got[1] in codes), got


def alive(connection, stream):
    """On this same connection a proper call is still answered: of a task that is unknown, so NOT_FOUND (5)."""
    connection.sendall(frame(stream, REQUEST, request("State", field(1, "nobody"))))
    answers(connection, stream, 5)


def bad(path, kind, seed):
    chance = random.Random(seed)
    with connect(path) as connection:
        try:
            if kind == "garbage":
                connection.sendall(chance.randbytes(chance.randrange(1, 65536)))
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(1)  # it may wait for the rest of what the first bytes announced
                while connection.recv(65536):
                    pass
            elif kind == "huge":  # 4 GiB less one byte are announced, and some of it comes
                connection.sendall(struct.pack(">IIBB", 0xFFFFFFFF, 1, REQUEST, 0) + bytes(1 << 20))
                connection.settimeout(3)  # it may wait for the rest
                answers(connection, 1, 8)  # RESOURCE_EXHAUSTED
            elif kind == "large":  # one byte more than the protocol's limit, all of it; the connection goes on
                connection.sendall(frame(1, REQUEST, bytes((4 << 20) + 1)))
                answers(connection, 1, 8)
                alive(connection, 3)
            elif kind == "half":
                connection.sendall(struct.pack(">IIBB", 100, 1, REQUEST, 0)[:chance.randrange(1, 10)])
            elif kind == "vanish":  # in the middle of a message, and while a call is under way
                connection.sendall(frame(1, REQUEST, request("Wait", field(1, "w"))))
                connection.sendall(frame(3, REQUEST, request("State", field(1, "w")))[:chance.randrange(11, 40)])
            elif kind == "empty":  # a request of no bytes has no service
                connection.sendall(frame(1, REQUEST, b""))
                answers(connection, 1, 3, 5, 12)
                alive(connection, 3)
            elif kind == "noise":  # a frame as it should be, around what is no protobuf
                connection.sendall(frame(1, REQUEST, b"\xff" * 200))
                answers(connection, 1, 3, 13)
                alive(connection, 3)
            elif kind == "arguments":  # the same within a call that exists
                connection.sendall(frame(1, REQUEST, request("State", b"\xff" * 200)))
                answers(connection, 1, 3, 13)
                alive(connection, 3)
            elif kind == "unknown":
                connection.sendall(frame(1, REQUEST, request("Explode", b"")))
                answers(connection, 1, 12, 5)  # UNIMPLEMENTED
                connection.sendall(frame(3, REQUEST, request("State", b"", service="no.such.Service")))
                answers(connection, 3, 12, 5)
                alive(connection, 5)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            print("hung up")
            # Whose call was understood gets an answer.
            assert kind in ("garbage", "huge", "large", "noise", "empty"), kind
        except TimeoutError:
            print("silent")
            assert kind in ("garbage", "huge"), kind
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "call":
        sys.exit(call(*sys.argv[2:]))
    for seed in range(int(sys.argv[4]) if len(sys.argv) > 4 else 1):
        bad(sys.argv[2], sys.argv[3], os.environ.get("SEED", "") + str(seed))
