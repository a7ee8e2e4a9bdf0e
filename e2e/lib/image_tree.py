#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""image_tree.py LAYOUT [TAG]: what a container sees of an image in OCI layout, as text for diff: a line for each setting, and one for each
file with its mode, owner and digest or target. Times, layers, history, and what only Juke adds (/urunc.json) are left out."""
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile


def blob(descriptor):
    with open(os.path.join(layout, "blobs", *descriptor["digest"].split(":")), "rb") as file:
        return file.read()


layout = sys.argv[1]
manifests = json.load(open(os.path.join(layout, "index.json")))["manifests"]
chosen = [m for m in manifests if len(sys.argv) < 3 or m.get("annotations", {}).get("org.opencontainers.image.ref.name") == sys.argv[2]]
manifest = json.loads(blob(chosen[0]))
config = json.loads(blob(manifest["config"]))["config"]
# What BuildKit 0.8 writes besides, and OCI images do not keep.
for lost in ("OnBuild", "Shell", "Healthcheck", "ArgsEscaped"):
    config.pop(lost, None)
for key in sorted(config):
    if config[key]:
        print("config", key, json.dumps(config[key], sort_keys=True))

tree = {}


def remove(path):
    for name in [n for n in tree if n == path or n.startswith(path + "/")]:
        del tree[name]


for layer in manifest["layers"]:
    data = blob(layer)
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)) as tar:
        contents = {}
        for member in tar:
            path = os.path.normpath(member.name).lstrip("/")
            directory, name = os.path.split(path)
            if name == ".wh..wh..opq":
                for other in [n for n in tree if n.startswith(directory + "/")]:
                    del tree[other]
                continue
            if name.startswith(".wh."):
                remove(os.path.join(directory, name[4:]))
                continue
            if path in (".", "urunc.json"):
                continue
            if not member.isdir():
                remove(path)
            what = "directory"
            if member.issym():
                what = "-> " + member.linkname
            elif member.islnk():
                tree[path] = tree[os.path.normpath(member.linkname)]
                continue
            elif member.isfile():
                what = hashlib.sha256(tar.extractfile(member).read()).hexdigest()[:16]
            elif not member.isdir():
                what = "special"
            mode = 0o777 if member.issym() else member.mode & 0o7777
            tree[path] = f"{mode:04o} {member.uid}:{member.gid} {what}"
for path in sorted(tree):
    print("/" + path, tree[path])
