"""What the sandbox says in the terminal: one line each, with the seconds since it began."""

import sys
import time
from collections.abc import Callable

Say = Callable[[str], None]


def stopwatch() -> Say:
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {line}", flush=True)

    return say


def complain(sentence: str) -> None:
    print(f"meridian: {sentence}", file=sys.stderr, flush=True)
