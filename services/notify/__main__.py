"""python -m services.notify: the whole service."""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from services.notify.alarm_rules import load_rules
from services.notify.api.alarms import alarm_router
from services.notify.api.canned import canned_router
from services.notify.api.carrier import Line, carrier_router
from services.notify.api.corrections import correction_router
from services.notify.api.email import email_router
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
from services.notify.carrier import Limits, SharedPace, Twilio
from services.notify.commands import COMMANDS
from services.notify.consumer import handlers
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.stranger import Stranger
from services.notify.handlers.answer_thread import AnswerThread
from services.notify.handlers.correct_reply import CorrectReply
from services.notify.handlers.erasure import Erase
from services.notify.handlers.first_aid import FirstAid
from services.notify.handlers.prepare_text import PrepareText
from services.notify.handlers.prepare_urgent import PrepareUrgent
from services.notify.handlers.receive_reply import Clinic, UnderstandReply
from services.notify.handlers.situations import Rules
from services.notify.handlers.store_reply import StoreReply
from services.notify.handlers.threads import Threads
from services.notify.handlers.words import Words
from services.notify.jurisdictions import load_texting_hours
from services.notify.mail_lane import (
    mail_server_named,
    new_mail_lane,
    new_pages,
)
from services.notify.metrics import NotifyMetrics
from services.notify.pages import PagesMount
from services.notify.settings import NotifySettings
from services.notify.store import inbounds, texts
from services.notify.texts import Texts
from services.notify.timers.ageing import Ageing
from services.notify.timers.missed import Missed
from services.notify.timers.reconciliation import LOOK_BACK, Reconciliation
from services.notify.timers.recovery import Recovery
from services.notify.timers.replies import Replies
from services.notify.timers.restore_guard import RestoreGuard
from services.notify.timers.sender import URGENT, Sender
from services.notify.timers.watch import Watch
from services.notify.word_lists import load_forbidden, load_red_flags, load_sayings
from shared.commands import Command
from shared.consumer import Handlers
from shared.http import new_app
from shared.http.access import Access
from shared.http.operations import operations_router
from shared.runtime import Task, http_task, timer
from shared.service import Ground, command_line

MIGRATIONS = Path(__file__).parent / "migrations"
# Longer than the longest call to the carrier can take.
SENDING_LEASE = timedelta(seconds=60)
LOOK_EVERY = timedelta(seconds=2)
URGENT_AT_ONCE = 8
GUARD_EVERY = timedelta(minutes=5)
# The carrier says: whoever heard no end of a text in 12 hours should ask.
RECONCILE_EVERY = timedelta(hours=6)
ASK_FOR_MISSED_EVERY = timedelta(minutes=1)
WATCH_EVERY = timedelta(seconds=30)
LOOK_AT_THREADS_EVERY = timedelta(minutes=1)


def main() -> None:
    settings = NotifySettings()

    @asynccontextmanager
    async def build(on: Ground) -> AsyncIterator[Mapping[str, Task]]:
        metrics = NotifyMetrics(on.metrics)
        poll = timedelta(seconds=settings.poll_seconds)
        understand = UnderstandReply(
            on.clock,
            new_stranger(settings),
            load_sayings(),
            Clinic(settings.clinic_phone, ZoneInfo(settings.time_zone), new_hours(settings)),
        )
        rules, words = new_rules(settings), Texts.load()
        async with (
            aclosing(new_carrier(settings)) as carrier,
            Sender(
                on.db,
                carrier,
                on.clock,
                PrepareText(on.clock, rules, Words(words), SENDING_LEASE),
                metrics,
                at_once=settings.sends_at_once,
                pace=new_pace(on, settings),
            ) as sender,
            Sender(
                on.db,
                carrier,
                on.clock,
                PrepareUrgent(on.clock, rules.allowed, words, SENDING_LEASE),
                metrics,
                at_once=URGENT_AT_ONCE,
                lane=URGENT,
            ) as first_aid_sender,
            new_mail_lane(on, settings, rules, Words(words), metrics) as mail_lane,
        ):
            recovery = Recovery(
                on.db, carrier, on.clock, lambda: sender.in_flight | first_aid_sender.in_flight
            )
            replies = Replies(on.db, on.clock, understand, metrics)
            zone = ZoneInfo(settings.time_zone)
            ageing = Ageing(on.db, on.clock, Threads(zone))
            watch = Watch(on.db, on.clock, load_rules(), metrics, zone)
            missed = Missed(on.db, carrier, on.clock, metrics, new_store_reply(settings))
            yield {
                "http": http_task(
                    new_http(on, settings, metrics), host=settings.host, port=settings.port
                ),
                "relay": on.relay().run,
                "consumer": on.consumer(own_handlers(on, settings)).run,
                "sender": timer(sender.tick, every=poll, bell=on.db.bell(texts.BELL)),
                "first_aid": timer(
                    first_aid_sender.tick, every=poll, bell=on.db.bell(texts.URGENT_BELL)
                ),
                **mail_lane.tasks(poll),
                "recovery": timer(recovery.tick, every=LOOK_EVERY),
                "restore_guard": timer(RestoreGuard(on.db, on.clock).tick, every=GUARD_EVERY),
                "reconciliation": timer(
                    Reconciliation(on.db, carrier, on.clock, metrics).tick, every=RECONCILE_EVERY
                ),
                "ageing": timer(ageing.tick, every=LOOK_AT_THREADS_EVERY),
                "watch": timer(watch.tick, every=WATCH_EVERY),
                "missed": timer(missed.tick, every=ASK_FOR_MISSED_EVERY),
                "replies": timer(replies.tick, every=poll, bell=on.db.bell(inbounds.BELL)),
            }

    command_line(
        "notify",
        settings,
        settings.database_url,
        migrations=MIGRATIONS,
        build=build,
        handlers=lambda on: own_handlers(on, settings),
        commands={
            **COMMANDS,
            "reconcile": Command(
                reconcile_books, "", "what the carrier's books and ours differ in, of the last day"
            ),
        },
    )


def own_handlers(on: Ground, settings: NotifySettings) -> Handlers:
    zone, stranger = ZoneInfo(settings.time_zone), new_stranger(settings)
    return handlers(on.clock, new_hours(settings), Texts.load(), zone, stranger)


async def reconcile_books(on: Ground, _: list[str]) -> str:
    """What the carrier's books and ours differ in, of the last day."""
    settings = NotifySettings()
    async with aclosing(new_carrier(settings)) as carrier:
        books = Reconciliation(on.db, carrier, on.clock, NotifyMetrics(on.metrics))
        found = await books.compare(LOOK_BACK)
    lines = [f"{found.compared} compared"]
    lines += [f"only at the carrier: {sid}" for sid in found.unknown_here]
    lines += [f"only here: {text_id}" for text_id in found.unknown_there]
    return "\n".join(lines)


def new_carrier(settings: NotifySettings) -> Twilio:
    return Twilio(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_sender,
        status_url=f"{settings.public_url.rstrip('/')}/twilio/status",
        timeout_seconds=settings.twilio_timeout_seconds,
        api_url=settings.twilio_api_url or None,
    )


def new_pace(on: Ground, settings: NotifySettings) -> SharedPace:
    limits = Limits(settings.segments_a_second, settings.carrier_calls_at_once, settings.replicas)
    return SharedPace(on.redis, settings.twilio_sender, limits)


def new_rules(settings: NotifySettings) -> Rules:
    allowed = AllowedPhones(settings.allowed_patterns)
    return Rules(new_hours(settings), allowed, ZoneInfo(settings.time_zone))


def new_hours(settings: NotifySettings) -> TextingHours:
    return load_texting_hours(settings.jurisdiction, settings.time_zone)


def new_stranger(settings: NotifySettings) -> Stranger:
    return Stranger(settings.phone_hash_key.get_secret_value())


def new_store_reply(settings: NotifySettings) -> StoreReply:
    first_aid = FirstAid(load_red_flags(), new_stranger(settings), settings.clinic_phone)
    return StoreReply(first_aid, load_sayings())


def new_http(on: Ground, settings: NotifySettings, metrics: NotifyMetrics) -> FastAPI:
    async def refresh() -> None:
        async with on.db.transaction() as conn:
            await metrics.refresh(conn, on.clock.now())

    app = new_app("Meridian notify", health=on.health(refresh), metrics=on.metrics)
    account = Account(settings.twilio_account_sid, settings.webhook_tokens, settings.public_url)
    access = Access("notify", settings.service_secret.get_secret_value(), on.clock)
    desk = Desk(on.db, on.clock, access, load_forbidden())
    operations = on.operations(own_handlers(on, settings), refresh)
    inbox = Threads(ZoneInfo(settings.time_zone))
    answer = AnswerThread(new_hours(settings), inbox)
    for router in (
        staff_router(desk),
        team_router(desk),
        texts_router(desk),
        templates_router(desk, Words(Texts.load())),
        office_router(desk),
        canned_router(desk),
        carrier_router(
            desk, Line(settings, new_hours(settings).week(ZoneInfo(settings.time_zone)))
        ),
        reminder_plans_router(desk),
        test_texts_router(desk),
        thread_router(Inbox(desk, answer)),
        alarm_router(desk, load_rules()),
        hold_router(desk, Erase(on.clock, new_stranger(settings), inbox)),
        correction_router(desk, CorrectReply(inbox)),
        email_router(desk, mail_server_named(settings)),
        switches_router(on.db, on.clock, access),
        operations_router(operations, access),
    ):
        app.include_router(router)
    app.include_router(
        twilio_router(
            account,
            on.db,
            on.clock,
            metrics,
            new_store_reply(settings),
            Fallback(Texts.load(), settings.clinic_phone),
        )
    )
    app.router.routes.append(PagesMount("/", new_pages(on, settings)))
    return app


if __name__ == "__main__":
    main()
