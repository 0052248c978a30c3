"""Ends what a test run started, however the run itself ended: python reaper.py DIRECTORY

Reads "+pid" and "-pid" lines; when its input ends, because the test process is gone (finished,
interrupted or killed), it kills the process groups still on its list and removes the directory.
"""

import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path


def main() -> None:
    alive: set[int] = set()
    for line in sys.stdin:
        change, pid = line[0], int(line[1:])
        (alive.add if change == "+" else alive.discard)(pid)
    for pid in alive:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    shutil.rmtree(Path(sys.argv[1]), ignore_errors=True)


if __name__ == "__main__":
    main()
