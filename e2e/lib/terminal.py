#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""terminal.py ROWSxCOLUMNS COMMAND…: runs a command on a terminal of its own and plays a script with it; shows what was on the terminal and
ends with the command's exit code (124: something did not come within 60 seconds).
The script comes from standard input, a line each: "wait TEXT" until the terminal shows it, "type TEXT" (\\n, \\4 … as in Python),
"size ROWSxCOLUMNS"."""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 60


def resize(terminal, size):
    rows, columns = map(int, size.split("x"))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Screen:
    def __init__(self, terminal):
        self.terminal, self.text, self.seen = terminal, b"", 0

    def read(self):
        """True: there was something; None: nothing yet; False: the end."""
        if not select.select([self.terminal], [], [], 0.1)[0]:
            return None
        try:
            more = os.read(self.terminal, 65536)
        except OSError:  # EIO: nobody has the other side any more
            return False
        self.text += more
        return bool(more)

    def wait(self, text):
        end = time.monotonic() + PATIENCE
        while (at := self.text.find(text, self.seen)) < 0:
            if self.read() is False or time.monotonic() > end:
                raise TimeoutError(text.decode())
        self.seen = at + len(text)


def play(screen, child):
    for line in sys.stdin:
        verb, _, rest = line.rstrip("\n").partition(" ")
        if verb == "wait":
            screen.wait(rest.encode())
        elif verb == "type":
            os.write(screen.terminal, rest.encode().decode("unicode_escape").encode())
        elif verb == "size":
            resize(screen.terminal, rest)
            os.kill(child, signal.SIGWINCH)
    end = time.monotonic() + PATIENCE
    while screen.read() is not False:
        if time.monotonic() > end:
            raise TimeoutError("the end")


child, terminal = pty.fork()
if child == 0:
    resize(0, sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
screen, code = Screen(terminal), None
try:
    play(screen, child)
except TimeoutError as missing:
    code = 124
    print(f"this never came: {missing}", file=sys.stderr)
    os.kill(child, signal.SIGKILL)
sys.stdout.buffer.write(screen.text)
sys.stdout.flush()
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.exit(code if code is not None else status if status >= 0 else 128 - status)
