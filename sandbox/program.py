"""A program the supervisor can run, whatever it is."""

import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.servers.ports import answers
from sandbox.servers.server import Server

LONGEST_REASON = 300


async def nothing() -> None:
    return


def no_preparation() -> None:
    return


@dataclass(frozen=True)
class Program:
    """`ready` and `prepare` may block; `refill` runs whenever it has come back after a crash."""

    name: str
    argv: list[str]
    ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    prepare: Callable[[], None] = no_preparation
    refill: Callable[[], Awaitable[None]] = nothing


def of_server(
    name: str, server: Server, refill: Callable[[], Awaitable[None]] = nothing
) -> Program:
    return Program(
        name,
        server.command(),
        server.ready,
        {**clean_environment(), **server.environment()},
        server.stop_signal,
        server.prepare,
        refill,
    )


def of_module(
    name: str, module: str, environment: Mapping[str, str], port: int, health: str
) -> Program:
    """`python -m module`, ready when the path `health` answers 200."""
    argv = [sys.executable, "-m", module]
    return Program(name, argv, lambda: answers_ok(port, health), environment)


def answers_ok(port: int, path: str) -> bool:
    request = f"GET {path} HTTP/1.0\r\nHost: sandbox\r\n\r\n"
    return answers(port, request.encode()).split(b" ", 2)[1:2] == [b"200"]


def clean_environment() -> dict[str, str]:
    """Ours without Meridian's own variables: a shell may hold those of another installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MERIDIAN_")}


def last_words(log: Path) -> str:
    """Why a program ended, as far as its log can say it in one line."""
    if not log.exists():
        return "it wrote nothing"
    lines = log.read_text("utf-8", errors="replace").splitlines()
    spoken = [line.strip() for line in lines if line.strip() and "errors.pydantic.dev" not in line]
    return _readable(spoken[-1])[:LONGEST_REASON] if spoken else "it wrote nothing"


def _readable(line: str) -> str:
    try:
        fields = json.loads(line)
    except ValueError:
        return line
    if not isinstance(fields, dict):
        return line
    where = fields.get("where") or [""]
    return " ".join(
        str(part) for part in (fields.get("event"), fields.get("error"), where[-1]) if part
    )
