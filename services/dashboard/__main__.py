"""The dashboard as a process: pages, live streams, the read model's consumer."""

import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import httpx
from argon2 import PasswordHasher

from services.dashboard import commands
from services.dashboard.app import new_dashboard
from services.dashboard.consumer import following, handlers
from services.dashboard.handlers.passwords import Passwords
from services.dashboard.live.fragments import Fragments
from services.dashboard.live.hints import Hints
from services.dashboard.live.hub import Hub
from services.dashboard.neighbours import Neighbours
from services.dashboard.owners import Owner, Owners
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.environment import environment
from services.dashboard.pages.known_practice import KnownPractice, Said
from services.dashboard.settings import DashboardSettings
from services.dashboard.store.attempts import Attempts
from services.dashboard.store.sessions import Sessions
from shared.commands import Command
from shared.runtime import Task, http_task
from shared.service import Ground, command_line

HERE = Path(__file__).parent
NAME = "dashboard"


def main() -> None:
    settings = DashboardSettings()
    command_line(
        NAME,
        settings,
        settings.database_url,
        migrations=HERE / "migrations",
        build=lambda ground: build(ground, settings),
        handlers=lambda ground: handlers(Hints(ground.redis)),
        commands={
            "add-staff": Command(
                add_staff,
                commands.ACCOUNT,
                "an account; its password from MERIDIAN_STAFF_PASSWORD or standard input",
            ),
            "rebuild": Command(
                commands.rebuild, "", "make the read model again from all events, while it serves"
            ),
            "setup-secret": Command(
                commands.setup_secret, "", "what the first run of an empty installation asks for"
            ),
        },
    )


@contextlib.asynccontextmanager
async def build(ground: Ground, settings: DashboardSettings) -> AsyncIterator[Mapping[str, Task]]:
    hints, hub = Hints(ground.redis), Hub(ground.redis)
    async with owners(ground, settings) as asked:
        desk = new_desk(ground, settings, hub, asked)
        app = new_dashboard(desk, hints, health=ground.health(), metrics=ground.metrics)
        yield {
            "http": http_task(app, host=settings.host, port=settings.port),
            "relay": ground.relay().run,
            "consumer": ground.consumer(handlers(hints), following(hints)).run,
            "hints": hints.run,
            "hub": hub.run,
            "neighbours": desk.neighbours.run,
        }


@contextlib.asynccontextmanager
async def owners(ground: Ground, settings: DashboardSettings) -> AsyncIterator[Owners]:
    limit = httpx.Timeout(settings.owner_timeout_seconds, connect=1.0)
    secret = settings.service_secret.get_secret_value()
    async with (
        httpx.AsyncClient(base_url=settings.booking_url, timeout=limit) as booking,
        httpx.AsyncClient(base_url=settings.followup_url, timeout=limit) as followup,
        httpx.AsyncClient(base_url=settings.notify_url, timeout=limit) as notify,
    ):
        yield Owners(
            Owner("booking", booking, secret, ground.clock),
            Owner("followup", followup, secret, ground.clock),
            Owner("notify", notify, secret, ground.clock),
        )


def new_desk(ground: Ground, settings: DashboardSettings, hub: Hub, asked: Owners) -> Desk:
    secret = settings.session_secret.get_secret_value().encode()
    fallback = Said(settings.practice_name, settings.time_zone)
    practice = KnownPractice(ground.db, ground.clock, fallback)
    return Desk(
        db=ground.db,
        clock=ground.clock,
        hub=hub,
        fragments=Fragments(hub, ground.clock),
        sessions=Sessions(
            ground.redis,
            secret,
            ground.clock,
            idle=timedelta(minutes=settings.session_idle_minutes),
            longest=timedelta(hours=settings.session_longest_hours),
        ),
        attempts=Attempts(ground.redis, secret, ground.clock),
        passwords=Passwords(PasswordHasher()),
        owners=asked,
        neighbours=Neighbours(asked, practice),
        operations=ground.operations(handlers(Hints(ground.redis))),
        templates=environment(practice),
        practice=practice,
        segment_price_usd=settings.segment_price_usd,
        form_key=secret,
        secure_cookies=settings.secure_cookies,
    )


async def add_staff(ground: Ground, arguments: list[str]) -> str:
    """The password comes from the environment or the first line of standard input: an argument
    would be seen by everybody who lists processes.
    """
    password = os.environ.get("MERIDIAN_STAFF_PASSWORD") or sys.stdin.readline().rstrip("\n")
    return await commands.add_staff(ground, Passwords(PasswordHasher()), arguments, password)


if __name__ == "__main__":
    main()
