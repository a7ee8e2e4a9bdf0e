#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""cri.py descriptors CONTAINERD FILE: takes the description of the CRI (package runtime.v1) out of containerd's program.
cri.py call SOCKET FILE METHOD [JSON]: one unary call; shows the answer as JSON (fields as in the .proto), or the error on standard error, and ends with 1.

Go programs carry the description of each .proto file as a gzip stream of a google.protobuf.FileDescriptorProto (github.com/gogo/protobuf, golang/protobuf)."""
import json
import re
import sys
import zlib

from google.protobuf import descriptor_pb2, descriptor_pool, json_format
from google.protobuf.message_factory import MessageFactory

PACKAGE = "runtime.v1"
LONGEST = 1 << 20  # bytes of one compressed description
PATIENCE = 60  # seconds


def descriptions(program):
    """Every FileDescriptorProto in a program."""
    for start in re.finditer(rb"\x1f\x8b\x08", program):  # gzip, deflate: RFC 1952
        file = descriptor_pb2.FileDescriptorProto()
        try:
            file.ParseFromString(zlib.decompressobj(31).decompress(program[start.start():start.start() + LONGEST]))
        except Exception:  # these three bytes are something else
            continue
        yield file


def plain(message):
    """Options are gogo's own, and mean nothing here; only a map must stay one."""
    is_map = message.options.map_entry
    message.ClearField("options")
    if is_map:
        message.options.map_entry = True
    for field in message.field:
        field.ClearField("options")
    for nested in message.nested_type:
        plain(nested)


def bare(file):
    """Takes options and dependencies from a description."""
    del file.dependency[:], file.public_dependency[:], file.weak_dependency[:]
    file.ClearField("options")
    for message in file.message_type:
        plain(message)
    for enum in file.enum_type:
        enum.ClearField("options")
        for value in enum.value:
            value.ClearField("options")


def extract(program, out):
    with open(program, "rb") as file:
        found = next(d for d in descriptions(file.read()) if d.package == PACKAGE and d.service)
    bare(found)
    with open(out, "wb") as file:
        file.write(found.SerializeToString())


def call(socket, descriptors, name, text="{}"):
    import grpc
    pool = descriptor_pool.DescriptorPool()
    with open(descriptors, "rb") as file:
        pool.AddSerializedFile(file.read())
    services = [pool.FindServiceByName(f"{PACKAGE}.{service}") for service in ("RuntimeService", "ImageService")]
    service = next(s for s in services if name in s.methods_by_name)
    method = service.methods_by_name[name]
    factory = MessageFactory(pool)
    request = json_format.ParseDict(json.loads(text), factory.GetPrototype(method.input_type)())
    options = [("grpc.default_authority", "localhost")]  # a socket's path is no host that Go takes
    with grpc.insecure_channel("unix://" + socket, options=options) as channel:
        remote = channel.unary_unary(f"/{service.full_name}/{name}", request_serializer=lambda m: m.SerializeToString(),
                                     response_deserializer=factory.GetPrototype(method.output_type).FromString)
        try:
            answer = remote(request, timeout=PATIENCE)
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}", file=sys.stderr)
            return 1
    print(json.dumps(json_format.MessageToDict(answer, preserving_proto_field_name=True)))
    return 0


if __name__ == "__main__":
    sys.exit(extract(*sys.argv[2:]) if sys.argv[1] == "descriptors" else call(*sys.argv[2:]))
