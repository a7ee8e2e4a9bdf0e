# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks share. Standard library only. No subprocess.run(timeout=...): it polls and rounds times up; no pipe that a container
could keep open."""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
DIST = pathlib.Path(os.environ.get("JUKE_DIST", TOP / "dist"))
ROUNDS = int(os.environ.get("ROUNDS", "20"))
os.environ["PATH"] += ":/usr/sbin:/sbin"
RUNC = shutil.which("runc")
NULL = subprocess.DEVNULL


def call(*words, **more):
    """Runs a command that must succeed; what it printed on both streams."""
    with tempfile.TemporaryFile() as output:
        more.setdefault("stdout", output)
        code = subprocess.Popen(words, stdin=NULL, stderr=output, **more).wait()
        output.seek(0)
        text = output.read().decode(errors="replace")
    if code != 0:
        sys.exit(f"{words} ended with {code}: {text[-800:]}")
    return text


def took(*words, **more):
    """Milliseconds until the command ends; it must succeed."""
    begin = time.perf_counter()
    call(*words, **more)
    return (time.perf_counter() - begin) * 1000


def quiet(*words):
    return subprocess.run(words, stdin=NULL, stdout=NULL, stderr=NULL, check=False).returncode


def qemu_arguments(launch, kernel):
    """The argument vector of a launch file, as a person would type it: not stopped, no control socket."""
    arguments = [record[4:].decode() for record in launch.split(b"\0") if record.startswith(b"arg=")]
    typed, skip = [], 0
    for at, argument in enumerate(arguments):
        if skip:
            skip -= 1
        elif argument == "-S":
            pass
        elif argument in ("-chardev", "-mon") and "qmp" in arguments[at + 1]:
            skip = 1
        else:
            typed.append(str(kernel) if at and arguments[at - 1] == "-kernel" else argument)
    return typed


def summary(values):
    values = sorted(values)
    quarters = statistics.quantiles(values, n=4)
    return {"min": values[0], "p25": quarters[0], "median": statistics.median(values), "p75": quarters[2], "n": len(values)}


def show(title, rows):
    print(f"\n{title}")
    for name, row in rows.items():
        print(f"  {name:<44} {row['median']:8.1f} ms   (min {row['min']:.1f}, quartiles {row['p25']:.1f} to {row['p75']:.1f})")


def target(name, value, limit, unit="ms above"):
    print(f"  {'reached' if value <= limit else 'MISSED '}  {name}: {value:.2f} {unit}, at most {limit}")
    return {"value": value, "limit": limit}
