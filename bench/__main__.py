"""python -m bench: prints figures, each beside what this machine can do at most."""

import asyncio

from bench import events
from sandbox.servers.postgres import Postgres
from sandbox.servers.tansu import Tansu
from tests.support.processes import Workplace
from tests.support.servers import PASSWORD, Broker, running


def main() -> None:
    place = Workplace()
    directory = place.directory / "postgres"
    try:
        with (
            running(place, lambda port: Postgres(directory, port, PASSWORD)) as postgres,
            running(place, Tansu) as tansu,
        ):
            broker = Broker(tansu.bootstrap, "bench.", idempotent=False)
            for line in asyncio.run(events.measure(postgres.admin_dsn, broker)):
                print(line, flush=True)
    finally:
        place.close()


if __name__ == "__main__":
    main()
