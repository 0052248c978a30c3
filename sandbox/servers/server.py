"""What a supervisor needs to know of a server to own its process."""

import signal
from typing import Protocol


class ServerUnavailableError(Exception):
    """The server cannot run on this machine; the message is one sentence for a person."""


class Server(Protocol):
    """Start in any order, all at once; stop in the reverse order of need.

    Stop the services first, then the Kafka protocol (no record is half-produced), then Valkey
    (it holds nothing that matters), PostgreSQL last, each with its own `stop_signal`.
    """

    @property
    def name(self) -> str: ...

    @property
    def stop_signal(self) -> signal.Signals:
        """What makes it end in an orderly way, within seconds, clients connected or not."""
        ...

    def prepare(self) -> None:
        """Make directories and data. Idempotent: call it before every start, also after a crash.

        Raises ServerUnavailableError.
        """
        ...

    def command(self) -> list[str]:
        """The argv that runs the server in the foreground, under the pid it is started with."""
        ...

    def environment(self) -> dict[str, str]:
        """What to set on top of the inherited environment."""
        ...

    def ready(self) -> bool:
        """Whether it answers now. Cheap enough to ask every few milliseconds."""
        ...
