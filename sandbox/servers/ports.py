"""TCP ports on loopback."""

import socket
from collections.abc import Iterable

LOOPBACK = "127.0.0.1"


class PortTakenError(Exception):
    """Something else listens where we were about to."""


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now, all different. Another process may still take one first."""
    sockets = [socket.create_server((LOOPBACK, 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in sockets]
    for listener in sockets:
        listener.close()
    return ports


def refuse_taken_ports(ports: Iterable[int]) -> None:
    """Raise PortTakenError for the first port that cannot be listened on."""
    for port in ports:
        try:
            socket.create_server((LOOPBACK, port)).close()
        except OSError as error:
            raise PortTakenError(
                f"Port {port} on {LOOPBACK} is taken; stop what listens there or choose another."
            ) from error


def answers(port: int, request: bytes, timeout_seconds: float = 1.0) -> bytes:
    """The first bytes a listener sends back for `request`; empty if nobody answers."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout_seconds) as connection:
            connection.sendall(request)
            return connection.recv(1024)
    except OSError:
        return b""
