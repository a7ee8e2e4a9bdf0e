#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""image.py ROOTFS OUT.tar REF [JSON]: a directory as a one-layer image, in one file that is an OCI layout and a docker archive.
JSON goes over the image's configuration (Cmd, Entrypoint, Env, Labels, …); its key "architecture" replaces the architecture, its key
"annotations" holds those of the manifest.
The tests of the runtime are made with this, so that they do not depend on juke build."""
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile

rootfs, out, reference = sys.argv[1:4]
config = {"Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], "WorkingDir": "/"}
config.update(json.loads(sys.argv[4]) if len(sys.argv) > 4 else {})
architecture = config.pop("architecture", "amd64")
annotations = config.pop("annotations", {})


def plain(member):
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


def compact(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def digest(blob):
    return "sha256:" + hashlib.sha256(blob).hexdigest()


layer = io.BytesIO()
with tarfile.open(fileobj=layer, mode="w") as tar:
    for name in sorted(os.listdir(rootfs)):
        tar.add(os.path.join(rootfs, name), name, filter=plain)
zipped = gzip.compress(layer.getvalue(), 1, mtime=0)
image = compact({
    "architecture": architecture, "os": "linux", "created": "2024-01-01T00:00:00Z", "config": config,
    "rootfs": {"type": "layers", "diff_ids": [digest(layer.getvalue())]},
    "history": [{"created": "2024-01-01T00:00:00Z", "created_by": "image.py"}]})
kind = "application/vnd.oci.image."
manifest = compact({
    "schemaVersion": 2, "mediaType": kind + "manifest.v1+json", **({"annotations": annotations} if annotations else {}),
    "config": {"mediaType": kind + "config.v1+json", "digest": digest(image), "size": len(image)},
    "layers": [{"mediaType": kind + "layer.v1.tar+gzip", "digest": digest(zipped), "size": len(zipped)}]})
index = compact({"schemaVersion": 2, "manifests": [{
    "mediaType": kind + "manifest.v1+json", "digest": digest(manifest), "size": len(manifest),
    "platform": {"os": "linux", "architecture": architecture},
    "annotations": {"org.opencontainers.image.ref.name": reference.split(":")[-1], "io.containerd.image.name": reference}}]})
blobs = {"blobs/sha256/" + digest(blob)[7:]: blob for blob in (image, zipped, manifest)}
names = [{"Config": "blobs/sha256/" + digest(image)[7:], "RepoTags": [reference],
          "Layers": ["blobs/sha256/" + digest(zipped)[7:]]}]
with tarfile.open(out, "w") as tar:
    for name, content in {"oci-layout": compact({"imageLayoutVersion": "1.0.0"}), "index.json": index,
                          "manifest.json": compact(names), **blobs}.items():
        member = tarfile.TarInfo(name)
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
