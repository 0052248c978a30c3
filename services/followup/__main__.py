"""followup: asks how it is, reads what patients say, and opens cases."""

import contextlib
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from fastapi import FastAPI

from services.followup.api import staff_app
from services.followup.consumer import handlers
from services.followup.corpus import report
from services.followup.pages import PagesMount, Practice, create_pages
from services.followup.settings import FollowupSettings
from services.followup.timers import timers
from shared.http.access import Access
from shared.http.operations import operations_router
from shared.runtime import Task, http_task
from shared.service import Build, Ground, command_line

MIGRATIONS = Path(__file__).parent / "migrations"
# Of the repository, where the command that reads it is used.
CORPUS = Path("tests/unit/followup/corpus")


def building(settings: FollowupSettings) -> Build:
    @contextlib.asynccontextmanager
    async def build(ground: Ground) -> AsyncIterator[Mapping[str, Task]]:
        app = new_http(ground, settings)
        app.router.routes.append(PagesMount("/", _pages(ground, settings)))
        yield {
            "http": http_task(app, host=settings.host, port=settings.port),
            "relay": ground.relay().run,
            "consumer": ground.consumer(handlers(ground.clock)).run,
            **timers(ground.db, ground.clock, settings),
        }

    return build


def _pages(ground: Ground, settings: FollowupSettings) -> FastAPI:
    return create_pages(
        ground.db,
        ground.clock,
        Practice(settings.practice_name, settings.practice_phone),
        secret=settings.service_secret.get_secret_value(),
        secure=settings.public_url.startswith("https://"),
    )


def new_http(ground: Ground, settings: FollowupSettings) -> FastAPI:
    secret = settings.service_secret.get_secret_value()
    app = staff_app(
        ground.db, ground.clock, secret=secret, health=ground.health(), metrics=ground.metrics
    )
    access = Access("followup", secret, ground.clock)
    app.include_router(operations_router(ground.operations(handlers(ground.clock)), access))
    return app


def main() -> None:
    """`confusion` prints how the corpus of replies is read, and needs no database."""
    if sys.argv[1:] == ["confusion"]:
        sys.stdout.write(report(CORPUS) + "\n")
        return
    settings = FollowupSettings()
    command_line(
        "followup",
        settings,
        settings.database_url,
        migrations=MIGRATIONS,
        build=building(settings),
        handlers=lambda ground: handlers(ground.clock),
    )


if __name__ == "__main__":
    main()
