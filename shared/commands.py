"""What an operator may say behind `python -m services.NAME`, and how it is explained to them."""

import argparse
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.service import Ground


class UsageError(Exception):
    """A command's arguments are not what it takes."""


@dataclass(frozen=True)
class Command:
    """`takes` as a usage line has it, `says` what it is for; `run` answers a sentence and raises
    UsageError.
    """

    run: Callable[["Ground", list[str]], Awaitable[str]]
    takes: str
    says: str


def parser_of(service: str, commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """Every service knows `migrate` and `openapi`. Without a command none is in what it parses:
    the service is to run.
    """
    program = f"python -m services.{service}"
    parser = argparse.ArgumentParser(
        prog=program, description=f"Without a command, {service} runs until it is told to stop."
    )
    among = parser.add_subparsers(metavar="COMMAND", dest="command")
    among.add_parser("migrate", help="bring the service's database up to date")
    described = among.add_parser("openapi", help="write down what the service's API offers")
    described.add_argument("file", type=Path)
    for name, command in commands.items():
        usage = f"{program} {name} {command.takes}".rstrip()
        own = among.add_parser(name, help=command.says, description=command.says, usage=usage)
        own.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
        own.set_defaults(wrong=own.error, arguments=[])
    return parser


def one_of(arguments: list[str], what: str) -> str:
    """The only argument. Raises UsageError, which asks for `what`."""
    match arguments:
        case [argument]:
            return argument
        case _:
            raise UsageError(f"{what} is needed, and nothing else")
