"""python -m bench [bookings] [events] [texts] [soak] [checkins] [desk] [journey] [--million]

Prints figures, each beside what this machine can do at most. Without names: all of them.
"""

import argparse
import asyncio
import os
from collections.abc import Iterator, Sequence

import uvloop

from bench import bookings, checkins, desk, events, journey, soak, texts
from bench.measure import Line
from bench.servers import Servers, all_servers

PARTS = ("bookings", "events", "texts", "soak", "checkins", "desk", "journey")
FEW, MANY, MOST = 100, 100_000, 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument(
        "--million",
        action="store_true",
        help="a million visits before, and a read model of a million events, too",
    )
    arguments = parser.parse_args()
    parts = arguments.parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    _say(f"{os.cpu_count()} processors; busy before we began: {os.getloadavg()[0]:.1f}")
    with all_servers() as servers:
        if "bookings" in parts:
            _bookings(servers, (FEW, MANY, *([MOST] if arguments.million else [])))
        if "events" in parts:
            _print("Events", _events(servers))
        if "texts" in parts:
            _print("Texts", texts.measure(servers))
        if "soak" in parts:
            uvloop.run(_soak(servers.admin_dsn))
        if "checkins" in parts:
            _print("Check-ins", checkins.measure(servers))
        if "desk" in parts:
            asyncio.run(_desk(servers, million=arguments.million))
    if "journey" in parts:
        asyncio.run(_journey())


def _bookings(servers: Servers, counts: Sequence[int]) -> None:
    lines = {}
    for count in counts:
        _say(f"Booking, {count:,} visits before")
        lines[count] = list(_said(bookings.measure(servers, count)))
    few, most = counts[0], counts[-1]
    _say(f"Booking, how many times slower with {most:,} visits than with {few:,}")
    for line in bookings.growth(lines[few], lines[most]):
        _say(str(line))


def _said(lines: Iterator[Line]) -> Iterator[Line]:
    for line in lines:
        _say(str(line))
        yield line


def _events(servers: Servers) -> Iterator[Line]:
    yield from asyncio.run(events.measure(servers.admin_dsn, servers.broker))


async def _desk(servers: Servers, *, million: bool) -> None:
    _say("The dashboard")
    async for line in desk.measure(servers, million=million):
        _say(str(line))


async def _soak(admin_dsn: str) -> None:
    _say("A week of texts")
    async for line in soak.measure(admin_dsn):
        _say(str(line))


async def _journey() -> None:
    _say("The whole product")
    async for line in journey.measure():
        _say(str(line))


def _print(title: str, lines: Iterator[Line]) -> None:
    _say(title)
    list(_said(lines))


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
