"""What runs now, written down for `demo --on-running`, the tests and the curious."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.layout import Layout


class AlreadyRunningError(Exception):
    """Another sandbox has this home; the message is one sentence."""


class Notice:
    """The file that tells others which processes there are and whether all is ready."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._ready = False
        self._pids: dict[str, int] = {}

    def list_pids(self, pids: dict[str, int]) -> None:
        self._pids = pids
        self._write()

    def mark_ready(self) -> None:
        self._ready = True
        self._write()

    def _write(self) -> None:
        state = {
            "pid": os.getpid(),
            "port_base": self._layout.port_base,
            "ready": self._ready,
            "pids": self._pids,
        }
        fresh = self._layout.running_file.with_suffix(".new")
        fresh.write_text(json.dumps(state, indent=2) + "\n", "utf-8")
        fresh.replace(self._layout.running_file)


@contextmanager
def claimed(layout: Layout) -> Iterator[None]:
    """Nobody else may run a sandbox in this home meanwhile. The lock ends with its holder.

    Raises AlreadyRunningError.
    """
    with (layout.home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(
                f"A sandbox already runs in {layout.home}; stop it, or set MERIDIAN_HOME."
            ) from None
        layout.running_file.unlink(missing_ok=True)
        try:
            yield
        finally:
            layout.running_file.unlink(missing_ok=True)


def is_ready(layout: Layout) -> bool:
    return bool(_read(layout).get("ready"))


def pid_of(layout: Layout, name: str) -> int | None:
    pid = _read(layout).get("pids", {}).get(name)
    return int(pid) if pid else None


def _read(layout: Layout) -> dict[str, Any]:
    try:
        return dict(json.loads(layout.running_file.read_text("utf-8")))
    except FileNotFoundError:
        return {}
