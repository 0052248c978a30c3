"""Time passes: questions are asked, silence is nudged, and what ran out is closed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from services.followup.domain.checkins import PATIENCE, Checkin, State, settle
from services.followup.domain.questions import asked_by
from services.followup.handlers.facts import facts_of
from services.followup.handlers.judging import judge_silences
from services.followup.store import calls, checkins, merges, patients, reports
from services.followup.store.calls import Call
from shared import outbox
from shared.db import Connection
from shared.events import Received
from shared.events.checkins import PainRangeKept
from shared.events.messages import TextEvent
from shared.ids import new_id

BATCH = 200  # patients


async def settle_due_checkins(conn: Connection, now: datetime) -> bool:
    """Whether there was anything to do; then there may be more."""
    claimed = await patients.claim_with_due_checkins(conn, now, now - PATIENCE, BATCH)
    if not claimed:
        return False
    open_checkins = await checkins.list_open(conn, claimed)
    persons = await merges.list_persons(conn, claimed)
    changed = [
        checkin
        for of_person in _by_person(open_checkins, persons)
        for checkin in settle(of_person, now)
    ]
    await checkins.save(conn, changed)
    await outbox.add(conn, *(fact for c in changed for fact in facts_of(c, now)), at=now)
    await _keep_ranges(conn, [c for c in changed if c.state is State.ANSWERED], now)
    await _list_calls(conn, changed, now)
    await judge_silences(conn, changed, now)
    return bool(changed)


async def mark_sent(conn: Connection, received: Received[TextEvent]) -> None:
    """The carrier took a question of ours: silence is counted from here."""
    request = asked_by(received.event.text.request_id or "")
    if request:
        await checkins.mark_sent(conn, request[0], received.occurred_at)


async def _keep_ranges(conn: Connection, ended: Sequence[Checkin], now: datetime) -> None:
    for checkin in ended:
        report = await reports.find_range(conn, checkin.id)
        if report is None or report.reading.low is None or report.reading.high is None:
            continue
        kept = PainRangeKept(
            patient_id=checkin.patient_id,
            report_id=str(report.id),
            complaint_id=report.complaint_id,
            checkin_id=str(checkin.id),
            low=report.reading.low,
            high=report.reading.high,
            reported_at=report.reported_at,
        )
        await outbox.add(conn, kept, at=now)


async def _list_calls(conn: Connection, changed: Sequence[Checkin], now: datetime) -> None:
    """Who was asked and nudged and still is silent is for somebody to telephone (S-98); so is who
    was silent to the end while nobody was there to nudge.
    """
    for checkin in changed:
        if checkin.was_silent:
            await calls.add(conn, Call(new_id(), checkin.patient_id, checkin.id, "silent", now))


def _by_person(
    open_checkins: Sequence[Checkin], persons: Mapping[str, str]
) -> Iterable[list[Checkin]]:
    """Several records of one person are asked as one."""
    of_person: defaultdict[str, list[Checkin]] = defaultdict(list)
    for checkin in open_checkins:
        of_person[persons[checkin.patient_id]].append(checkin)
    return of_person.values()
