"""One log file a program, turned over at each start of the sandbox."""

from itertools import pairwise

from sandbox.layout import EVERYTHING, Layout

KEPT = 3


def turn_over(layout: Layout) -> None:
    """NAME.log becomes NAME.log.1, and so on; the oldest goes."""
    layout.log("any").parent.mkdir(parents=True, exist_ok=True)
    for name in EVERYTHING:
        log = layout.log(name)
        ages = [log, *(log.with_suffix(f".log.{age}") for age in range(1, KEPT + 1))]
        for newer, older in reversed(list(pairwise(ages))):
            if newer.exists():
                newer.replace(older)
