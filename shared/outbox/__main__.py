"""python -m shared.outbox replay --service booking --since 2027-03-14T00:00:00Z

Publishes again what was published since then. Losing the broker's data therefore loses nothing:
consumers know which events they have had.
"""

import argparse
import asyncio
import os
import sys
from datetime import datetime

from shared.db import Database
from shared.outbox import store

SERVICES = ("booking", "notify", "followup", "dashboard")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m shared.outbox")
    commands = parser.add_subparsers(required=True)
    replay = commands.add_parser("replay", help="publish again what was published since a time")
    replay.add_argument("--service", choices=SERVICES, required=True)
    replay.add_argument("--since", type=datetime.fromisoformat, required=True)
    arguments = parser.parse_args()
    if arguments.since.tzinfo is None:
        parser.error("--since needs a zone, as in 2027-03-14T00:00:00Z")
    variable = f"MERIDIAN_{arguments.service.upper()}_DATABASE_URL"
    url = os.environ.get(variable)
    if not url:
        parser.error(f"{variable} is not set")
    count = asyncio.run(_replay(url, arguments.since))
    sys.stdout.write(f"{count} events of {arguments.service} will be published again\n")


async def _replay(url: str, since: datetime) -> int:
    async with Database(url, pool_size=2) as db, db.transaction() as conn:
        return await store.republish(conn, since)


if __name__ == "__main__":
    main()
