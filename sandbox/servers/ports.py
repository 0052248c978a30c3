"""TCP ports on loopback."""

import random
import socket
from collections.abc import Iterable

LOOPBACK = "127.0.0.1"

# Below the ports systems hand to outgoing connections (32768 or 49152 up). Asking the system for
# any free port gives one of those: while a server is down, a client that keeps trying to reach
# it may be given the server's own port, and so connect to itself and keep the server out.
UNASSIGNED = range(20_000, 32_000)


class PortTakenError(Exception):
    """Something else listens where we were about to."""


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now, all different. Another process may still take one first."""
    found: set[int] = set()
    while len(found) < count:
        port = random.choice(UNASSIGNED)  # noqa: S311 - not a secret
        if not _taken(port):
            found.add(port)
    return list(found)


def refuse_taken_ports(ports: Iterable[int]) -> None:
    """Raise PortTakenError for the first port that cannot be listened on."""
    for port in ports:
        if _taken(port):
            raise PortTakenError(
                f"Port {port} on {LOOPBACK} is taken; stop what listens there or choose another."
            )


def answers(port: int, request: bytes, timeout_seconds: float = 1.0) -> bytes:
    """The first bytes a listener sends back for `request`; empty if nobody answers."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout_seconds) as connection:
            connection.sendall(request)
            return connection.recv(1024)
    except OSError:
        return b""


def _taken(port: int) -> bool:
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError:
        return True
    return False
