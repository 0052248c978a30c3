"""python -m services.notify: the whole service."""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from services.notify.alarm_rules import load_rules
from services.notify.app import new_http, own_handlers
from services.notify.commands import COMMANDS
from services.notify.from_settings import (
    new_carrier,
    new_hours,
    new_rules,
    new_store_reply,
    new_stranger,
)
from services.notify.handlers.receive_reply import Clinic, UnderstandReply
from services.notify.handlers.threads import Threads
from services.notify.handlers.words import Words
from services.notify.mail_lane import new_mail_lane
from services.notify.metrics import NotifyMetrics
from services.notify.settings import NotifySettings
from services.notify.store import inbounds
from services.notify.text_lanes import new_text_lanes
from services.notify.texts import Texts
from services.notify.timers.ageing import Ageing
from services.notify.timers.missed import Missed
from services.notify.timers.reconciliation import LOOK_BACK, Reconciliation
from services.notify.timers.replies import Replies
from services.notify.timers.restore_guard import RestoreGuard
from services.notify.timers.watch import Watch
from services.notify.word_lists import load_sayings
from shared.commands import Command
from shared.runtime import Task, http_task, timer
from shared.service import Ground, command_line

MIGRATIONS = Path(__file__).parent / "migrations"
GUARD_EVERY = timedelta(minutes=5)
ASK_FOR_MISSED_EVERY = timedelta(minutes=1)
WATCH_EVERY = timedelta(seconds=30)
LOOK_AT_THREADS_EVERY = timedelta(minutes=1)


def main() -> None:
    settings = NotifySettings()

    @asynccontextmanager
    async def build(on: Ground) -> AsyncIterator[Mapping[str, Task]]:
        metrics, rules, words = NotifyMetrics(on.metrics), new_rules(settings), Words(Texts.load())
        poll, zone = timedelta(seconds=settings.poll_seconds), ZoneInfo(settings.time_zone)
        http = new_http(on, settings, metrics)
        replies = Replies(on.db, on.clock, new_understanding(on, settings), metrics)
        ageing = Ageing(on.db, on.clock, Threads(zone))
        watch = Watch(on.db, on.clock, load_rules(), metrics, zone)
        async with (
            new_text_lanes(on, settings, rules, words, metrics) as texting,
            new_mail_lane(on, settings, rules, words, metrics) as mailing,
        ):
            store_reply = new_store_reply(settings)
            missed = Missed(on.db, texting.carrier, on.clock, metrics, store_reply)
            yield {
                "http": http_task(http, host=settings.host, port=settings.port),
                "relay": on.relay().run,
                "consumer": on.consumer(own_handlers(on, settings)).run,
                **texting.tasks(poll),
                **mailing.tasks(poll),
                "restore_guard": timer(RestoreGuard(on.db, on.clock).tick, every=GUARD_EVERY),
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


def new_understanding(on: Ground, settings: NotifySettings) -> UnderstandReply:
    clinic = Clinic(settings.clinic_phone, ZoneInfo(settings.time_zone), new_hours(settings))
    return UnderstandReply(on.clock, new_stranger(settings), load_sayings(), clinic)


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


if __name__ == "__main__":
    main()
