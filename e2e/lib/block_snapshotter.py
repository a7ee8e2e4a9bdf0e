#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""block_snapshotter.py device|file SOCKET DIRECTORY CONTAINERD: a snapshotter (containerd.services.snapshots.v1) whose snapshots are ext4 file systems
in files of DIRECTORY, for a containerd that has no such one. device: mounts of a loop device that is attached here, as containerd's devmapper gives
mounts of devices; file: mounts of the file with the option loop, as its blockfile does.
The messages are described in containerd's program CONTAINERD (cri.py)."""
import concurrent.futures
import os
import subprocess
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, empty_pb2, timestamp_pb2, field_mask_pb2, any_pb2
from google.protobuf.message_factory import MessageFactory

import cri

SERVICE = "containerd.services.snapshots.v1.Snapshots"
SIZE = "24M"
VIEW, ACTIVE, COMMITTED = 1, 2, 3  # enum Kind


def messages(program):
    """The messages of the service's package by name."""
    pool = descriptor_pool.DescriptorPool()
    for known in (empty_pb2, timestamp_pb2, field_mask_pb2, any_pb2):
        pool.AddSerializedFile(known.DESCRIPTOR.serialized_pb)
    with open(program, "rb") as file:
        found = [d for d in cri.descriptions(file.read()) if d.name.endswith(("api/types/mount.proto", "snapshots/v1/snapshots.proto"))]
    for file in sorted(found, key=lambda d: d.package.startswith("containerd.services")):
        kept = [name for name in file.dependency if "gogo" not in name]
        cri.bare(file)
        file.dependency.extend(kept)
        pool.Add(file)
    factory = MessageFactory(pool)
    package = SERVICE.rpartition(".")[0]
    return lambda name: factory.GetPrototype(pool.FindMessageTypeByName(f"{package}.{name}"))


class Snapshots:
    """Each method answers the call of its name. A snapshot is [kind, parent, labels, loop device or None]."""

    def __init__(self, attach, directory, message):
        self.attach, self.directory, self.message, self.all = attach, directory, message, {}

    def path(self, key):
        return os.path.join(self.directory, key.replace("/", "_"))

    def mounts(self, key, answer):
        kind, _, _, device = self.all[key]
        options = ["ro"] if kind == VIEW else ["rw"]
        if not self.attach:
            answer.mounts.add(type="ext4", source=self.path(key), options=options + ["loop"])
            return answer
        if device is None:
            device = subprocess.check_output(["losetup", "-f", "--show", self.path(key)], text=True).strip()
            self.all[key][3] = device
        answer.mounts.add(type="ext4", source=device, options=options)
        return answer

    def make(self, request, kind, answer):
        if request.parent:
            subprocess.check_call(["cp", "--sparse=always", self.path(request.parent), self.path(request.key)])
        else:
            subprocess.check_call(["truncate", "-s", SIZE, self.path(request.key)])
            subprocess.check_call(["mke2fs", "-q", "-F", "-t", "ext4", self.path(request.key)])
        self.all[request.key] = [kind, request.parent, dict(request.labels), None]
        return self.mounts(request.key, answer)

    def Prepare(self, request):
        return self.make(request, ACTIVE, self.message("PrepareSnapshotResponse")())

    def View(self, request):
        return self.make(request, VIEW, self.message("ViewSnapshotResponse")())

    def Mounts(self, request):
        return self.mounts(request.key, self.message("MountsResponse")())

    def Commit(self, request):
        self.detach(request.key)
        os.rename(self.path(request.key), self.path(request.name))
        parent = self.all.pop(request.key)[1]
        self.all[request.name] = [COMMITTED, parent, dict(request.labels), None]
        return empty_pb2.Empty()

    def detach(self, key):
        if self.all[key][3]:
            subprocess.check_call(["losetup", "-d", self.all[key][3]])
            self.all[key][3] = None

    def Remove(self, request):
        self.detach(request.key)
        del self.all[request.key]
        os.unlink(self.path(request.key))
        return empty_pb2.Empty()

    def describe(self, key, info):
        info.name, info.kind, info.parent = key, self.all[key][0], self.all[key][1]
        info.labels.update(self.all[key][2])
        info.created_at.GetCurrentTime()
        info.updated_at.GetCurrentTime()

    def Stat(self, request):
        answer = self.message("StatSnapshotResponse")()
        self.describe(request.key, answer.info)
        return answer

    def Update(self, request):
        answer = self.message("UpdateSnapshotResponse")()
        self.all[request.info.name][2] = dict(request.info.labels)
        self.describe(request.info.name, answer.info)
        return answer

    def List(self, request):
        answer = self.message("ListSnapshotsResponse")()
        for key in self.all:
            self.describe(key, answer.info.add())
        yield answer

    def Usage(self, request):
        return self.message("UsageResponse")(size=os.stat(self.path(request.key)).st_blocks * 512, inodes=1)

    def Cleanup(self, request):
        return empty_pb2.Empty()


REQUESTS = {"Prepare": "PrepareSnapshotRequest", "View": "ViewSnapshotRequest", "Mounts": "MountsRequest", "Commit": "CommitSnapshotRequest",
            "Remove": "RemoveSnapshotRequest", "Stat": "StatSnapshotRequest", "Update": "UpdateSnapshotRequest", "List": "ListSnapshotsRequest",
            "Usage": "UsageRequest", "Cleanup": "CleanupRequest"}


def handler(snapshots, name, request):
    def answer(message, context):
        try:
            return getattr(snapshots, name)(message)
        except KeyError as missing:
            context.abort(grpc.StatusCode.NOT_FOUND, f"snapshot {missing}: not found")

    make = grpc.unary_stream_rpc_method_handler if name == "List" else grpc.unary_unary_rpc_method_handler
    return make(answer, request_deserializer=request.FromString, response_serializer=lambda m: m.SerializeToString())


if __name__ == "__main__":
    kind, socket, directory, program = sys.argv[1:5]
    os.makedirs(directory, exist_ok=True)
    message = messages(program)
    snapshots = Snapshots(kind == "device", directory, message)
    # One call at a time: nothing here is locked.
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=1))
    handlers = {name: handler(snapshots, name, message(request)) for name, request in REQUESTS.items()}
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(SERVICE, handlers)])
    server.add_insecure_port("unix://" + socket)
    server.start()
    server.wait_for_termination()
