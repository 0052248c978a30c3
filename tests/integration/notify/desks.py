"""notify's staff API, as the dashboard calls it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from services.notify.alarm_rules import load_rules
from services.notify.api.alarms import alarm_router
from services.notify.api.canned import canned_router
from services.notify.api.carrier import Line, carrier_router
from services.notify.api.corrections import correction_router
from services.notify.api.holds import hold_router
from services.notify.api.office import office_router
from services.notify.api.reminder_plans import reminder_plans_router
from services.notify.api.staff import Desk, staff_router
from services.notify.api.team import team_router
from services.notify.api.templates import templates_router
from services.notify.api.test_texts import test_texts_router
from services.notify.api.texts import texts_router
from services.notify.api.threads import Inbox, thread_router
from services.notify.handlers.answer_thread import AnswerThread
from services.notify.handlers.correct_reply import CorrectReply
from services.notify.handlers.erasure import Erase
from services.notify.handlers.threads import Threads
from services.notify.handlers.words import Words
from services.notify.settings import NotifySettings
from services.notify.texts import Texts
from services.notify.word_lists import load_forbidden
from shared.auth import Role, Staff, issue_token
from shared.http import Health, new_app
from shared.http.access import Access
from shared.telemetry import Metrics
from tests.integration.notify.worlds import CLINIC, HOURS, STRANGER, World

SECRET = "a secret for tests that is long enough"


def token(
    world: World,
    role: Role = Role.FRONT_DESK,
    audience: str = "notify",
    staff_id: str = "staff-1",
) -> dict[str, str]:
    staff = Staff(staff_id, "Mei", role)
    made = issue_token(staff, audience=audience, secret=SECRET, now=world.clock.now())
    return {"Authorization": f"Bearer {made}"}


@asynccontextmanager
async def new_desk(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in as Mei of the front desk, whose token is as old as the test."""
    app = new_app("notify", health=Health(world.db), metrics=Metrics("notify"))
    desk = Desk(world.db, world.clock, Access("notify", SECRET, world.clock), load_forbidden())
    inbox = Threads(CLINIC.zone)
    for router in (
        staff_router(desk),
        team_router(desk),
        texts_router(desk),
        templates_router(desk, Words(Texts.load())),
        office_router(desk),
        canned_router(desk),
        carrier_router(desk, Line(NotifySettings(), HOURS.week(CLINIC.zone))),
        reminder_plans_router(desk),
        test_texts_router(desk),
        thread_router(Inbox(desk, AnswerThread(HOURS, inbox))),
        alarm_router(desk, load_rules()),
        hold_router(desk, Erase(world.clock, STRANGER, inbox)),
        correction_router(desk, CorrectReply(inbox)),
    ):
        app.include_router(router)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://notify", headers=token(world)
    ) as http:
        yield http
