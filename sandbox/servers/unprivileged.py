"""Running a program that refuses root, on a machine where we are root."""

import os
import pwd
import shutil
import stat
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from sandbox.servers import run_as
from sandbox.servers.server import ServerUnavailableError

USER = "nobody"  # there on every Linux and macOS; making a user of our own would outlive us
REACHABLE_ROOT = Path("/var/lib/meridian")


def is_root() -> bool:
    return os.geteuid() == 0


def as_user(argv: list[str]) -> list[str]:
    """The same program, run as an unprivileged user if we are root."""
    if not is_root():
        return argv
    return [sys.executable, "-I", "-S", run_as.__file__, USER, *argv]


def give(path: Path) -> None:
    """Make the user the program runs as the owner."""
    if is_root():
        user = pwd.getpwnam(USER)
        os.chown(path, user.pw_uid, user.pw_gid)


def reachable(path: Path) -> bool:
    """Whether every user may walk down to `path`; always so for our own user."""
    if not is_root():
        return True
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents if parent.exists())


def reachable_directory(wanted: Path) -> Path:
    """`wanted`, or a stand-in for it that an unprivileged user can walk down to.

    A checkout below /root is closed to everyone but root. Opening root's home would be rude, so
    the stand-in lives in /var/lib/meridian, one for each wanted path.
    """
    wanted = wanted.resolve()
    if reachable(wanted):
        return wanted
    stand_in = REACHABLE_ROOT / f"{wanted.name}-{sha256(bytes(wanted)).hexdigest()[:12]}"
    if not reachable(stand_in):
        raise ServerUnavailableError(
            f"As root, PostgreSQL runs as the user {USER}, who can reach neither {wanted} nor "
            f"{stand_in}; keep Meridian in a directory other users may enter."
        )
    return stand_in


def reachable_copies(sources: Iterable[Path], directory: Path) -> None:
    """Copy files and trees into `directory` once, complete or not at all."""
    if directory.exists():
        return
    partial = directory.with_name(f"{directory.name}.{os.getpid()}")
    for source in sources:
        shutil.copytree(source, partial / source.name, ignore=shutil.ignore_patterns("include"))
    try:
        partial.rename(directory)
    except OSError:  # another process was faster
        shutil.rmtree(partial)
