"""What a PostgreSQL server that was killed leaves behind."""

import time
from pathlib import Path

import psutil

from sandbox.servers.server import ServerUnavailableError

ORPHANS_END_WITHIN_SECONDS = 10.0


def clear_the_way(data: Path) -> None:
    """Make a data directory fit to be started on after a crash or a reboot.

    PostgreSQL would refuse to start while children of a killed server are still ending, and
    for as long as the pid in a left-over postmaster.pid belongs to anything at all.
    Raises ServerUnavailableError if a server runs there.
    """
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    postmaster = int(pid_file.read_text().split("\n", 1)[0])
    deadline = time.monotonic() + ORPHANS_END_WITHIN_SECONDS
    while running := _running_in(data):
        if postmaster in running or time.monotonic() > deadline:
            raise ServerUnavailableError(
                f"PostgreSQL already runs on {data} (process {min(running)}); stop it first."
            )
        time.sleep(0.02)
    pid_file.unlink()


def _running_in(data: Path) -> set[int]:
    """The pids of PostgreSQL processes on this data directory: each has it as its own."""
    return {
        process.pid
        for process in psutil.process_iter(["name", "cwd"])
        if process.info["name"] == "postgres" and process.info["cwd"] == str(data)
    }
