"""Ends what its parent started, however the parent itself ended: python reaper.py [DIRECTORY]

Reads "+pid" and "-pid" lines; when its input ends, because the parent is done or was killed, it
kills the process groups still on its list and removes the directory, if one was named.
The parent-death signal of Linux would do the same, were it not forgotten by a process that
changes its user, as PostgreSQL's does, and unknown elsewhere. Imports nothing of Meridian.
"""

import contextlib
import os
import shutil
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
    for directory in sys.argv[1:]:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
