"""Ends what a supervisor started, should the supervisor itself be killed: python reaper.py

Reads "+pid" and "-pid" lines; when its input ends it kills the process groups still on its list.
The parent-death signal of Linux would do the same, were it not forgotten by a process that
changes its user, as PostgreSQL's does, and unknown elsewhere. Imports nothing of Meridian.
"""

import contextlib
import os
import signal
import sys


def main() -> None:
    alive: set[int] = set()
    for line in sys.stdin:
        change, pid = line[0], int(line[1:])
        (alive.add if change == "+" else alive.discard)(pid)
    for pid in alive:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
