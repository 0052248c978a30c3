"""python -m bench [bookings] [events] [texts] [soak] [checkins] [desk] [open-desk] [week] [again]
                [journey] [--million]

Prints figures, each beside what this machine can do at most. Without names: all of them.
"""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence

import uvloop

from bench import (
    bookings,
    checkins,
    desk,
    desk_browser,
    desk_live,
    events,
    journey,
    rebuild,
    soak,
    texts,
)
from bench.measure import Line
from bench.servers import Servers, all_servers

PARTS = (
    "bookings",
    "events",
    "texts",
    "soak",
    "checkins",
    "desk",
    "open-desk",
    "week",
    "again",
    "journey",
)
FEW, SOME, MANY, MOST = 100, 20_000, 100_000, 1_000_000


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
            _measure("A week of texts", soak.measure(servers.admin_dsn))
        if "checkins" in parts:
            _print("Check-ins", checkins.measure(servers))
        if "desk" in parts:
            _measure("The dashboard", desk.measure(servers))
        if "open-desk" in parts:
            _measure("Open dashboards", desk_live.measure(servers))
        if "week" in parts:
            _measure("A full week", desk_browser.measure(servers))
        if "again" in parts:
            for count in (SOME, *([MOST] if arguments.million else [])):
                _measure("The read model", rebuild.measure(servers, count))
    if "journey" in parts:
        _measure("The whole product", journey.measure())


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


def _measure(title: str, lines: AsyncIterator[Line]) -> None:
    async def say() -> None:
        async for line in lines:
            _say(str(line))

    _say(title)
    uvloop.run(say())


def _print(title: str, lines: Iterator[Line]) -> None:
    _say(title)
    list(_said(lines))


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
