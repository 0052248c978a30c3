"""python -m sandbox up | demo | travel: the whole product on this machine."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Iterator

from sandbox import console, layout
from sandbox.demo import DemoError, demo
from sandbox.greeting import greet
from sandbox.journey.play import Kill
from sandbox.keeper import NotStartedError
from sandbox.running import AlreadyRunningError
from sandbox.servers.ports import PortTakenError
from sandbox.servers.server import ServerUnavailableError
from sandbox.travel import TravelError, shown, travel
from sandbox.up import running_sandbox

DEFAULT_KILL = "the patient replies 7"
# What went wrong, in one sentence for a person.
SENTENCES = (AlreadyRunningError, DemoError, PortTakenError, ServerUnavailableError, TravelError)


def main() -> int:
    arguments = _parser().parse_args()
    try:
        return int(arguments.run(arguments))
    except SENTENCES as error:
        console.complain(str(error))
    except BaseExceptionGroup as group:
        not_started, others = group.split(NotStartedError)
        if not_started is None or others is not None:
            raise
        for leaf in _leaves(not_started):
            console.complain(str(leaf))
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox")
    commands = parser.add_subparsers(required=True)
    up = commands.add_parser("up", help="start everything; Ctrl-C stops it")
    up.set_defaults(run=_up)
    play = commands.add_parser("demo", help="play the patient's journey without hands")
    play.add_argument("--on-running", action="store_true", help="on the sandbox of `make up`")
    play.add_argument("--kill", metavar="NAME", help="kill -9 this process on the way")
    play.add_argument(
        "--at", default=DEFAULT_KILL, metavar="STEP", help="right after this step's act"
    )
    play.set_defaults(run=_demo)
    move = commands.add_parser("travel", help="move the sandbox's clock forward")
    move.add_argument("to", help='+3h, +1d, +2w, or "2027-03-14 09:00" on the clinic\'s clock')
    move.set_defaults(run=_travel)
    return parser


def _up(_: argparse.Namespace) -> int:
    asyncio.run(_run_until_stopped())
    return 0


async def _run_until_stopped() -> None:
    with contextlib.suppress(asyncio.CancelledError):
        async with running_sandbox(layout.from_environment(), console.stopwatch()) as sandbox:
            greet(sandbox)
            await asyncio.Event().wait()


def _demo(arguments: argparse.Namespace) -> int:
    kill = Kill(arguments.kill, arguments.at) if arguments.kill else None
    return asyncio.run(demo(on_running=arguments.on_running, kill=kill))


def _travel(arguments: argparse.Namespace) -> int:
    print(f"It is {shown(travel(layout.from_environment().clock_file, arguments.to))}.")
    return 0


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


if __name__ == "__main__":
    sys.exit(main())
