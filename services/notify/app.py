"""Puts the HTTP side together: webhooks, the staff API, and the patients' page."""

from zoneinfo import ZoneInfo

from fastapi import APIRouter, FastAPI

from services.notify.alarm_rules import load_rules
from services.notify.api.alarms import alarm_router
from services.notify.api.canned import canned_router
from services.notify.api.carrier import Line, carrier_router
from services.notify.api.corrections import correction_router
from services.notify.api.email import email_router
from services.notify.api.gauges import refreshing
from services.notify.api.holds import hold_router
from services.notify.api.office import office_router
from services.notify.api.reminder_plans import reminder_plans_router
from services.notify.api.staff import Desk, staff_router
from services.notify.api.switches import switches_router
from services.notify.api.team import team_router
from services.notify.api.templates import templates_router
from services.notify.api.test_texts import test_texts_router
from services.notify.api.texts import texts_router
from services.notify.api.threads import Inbox, thread_router
from services.notify.api.twilio import Account, Fallback, twilio_router
from services.notify.consumer import handlers
from services.notify.from_settings import new_hours, new_store_reply, new_stranger
from services.notify.handlers.answer_thread import AnswerThread
from services.notify.handlers.correct_reply import CorrectReply
from services.notify.handlers.erasure import Erase
from services.notify.handlers.threads import Threads
from services.notify.handlers.words import Words
from services.notify.mail_lane import mail_server_named, new_pages
from services.notify.metrics import NotifyMetrics
from services.notify.pages import PagesMount
from services.notify.settings import NotifySettings
from services.notify.texts import Texts
from services.notify.word_lists import load_forbidden
from shared.consumer import Handlers
from shared.http import new_app
from shared.http.access import Access
from shared.http.operations import operations_router
from shared.service import Ground


def own_handlers(on: Ground, settings: NotifySettings) -> Handlers:
    zone, stranger = ZoneInfo(settings.time_zone), new_stranger(settings)
    return handlers(on.clock, new_hours(settings), Texts.load(), zone, stranger)


def new_http(on: Ground, settings: NotifySettings, metrics: NotifyMetrics) -> FastAPI:
    refresh = refreshing(on.db, on.clock, metrics)
    app = new_app("Meridian notify", health=on.health(refresh), metrics=on.metrics)
    access = Access("notify", settings.service_secret.get_secret_value(), on.clock)
    operations = on.operations(own_handlers(on, settings), refresh)
    for router in (
        *_staff_routers(on, settings, access),
        switches_router(on.db, on.clock, access),
        operations_router(operations, access),
        _webhooks(on, settings, metrics),
    ):
        app.include_router(router)
    app.router.routes.append(PagesMount("/", new_pages(on, settings)))
    return app


def _staff_routers(on: Ground, settings: NotifySettings, access: Access) -> tuple[APIRouter, ...]:
    desk = Desk(on.db, on.clock, access, load_forbidden())
    zone, hours = ZoneInfo(settings.time_zone), new_hours(settings)
    inbox = Threads(zone)
    return (
        staff_router(desk),
        team_router(desk),
        texts_router(desk),
        templates_router(desk, Words(Texts.load())),
        office_router(desk),
        canned_router(desk),
        carrier_router(desk, Line(settings, hours.week(zone))),
        reminder_plans_router(desk),
        test_texts_router(desk),
        thread_router(Inbox(desk, AnswerThread(hours, inbox))),
        alarm_router(desk, load_rules()),
        hold_router(desk, Erase(on.clock, new_stranger(settings), inbox)),
        correction_router(desk, CorrectReply(inbox)),
        email_router(desk, mail_server_named(settings)),
    )


def _webhooks(on: Ground, settings: NotifySettings, metrics: NotifyMetrics) -> APIRouter:
    account = Account(settings.twilio_account_sid, settings.webhook_tokens, settings.public_url)
    fallback = Fallback(Texts.load(), settings.clinic_phone)
    store_reply = new_store_reply(settings)
    return twilio_router(account, on.db, on.clock, metrics, store_reply, fallback)
