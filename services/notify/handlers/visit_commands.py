"""C, X, R and wishes about a visit: whose it is, and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.notify.domain.addressing import AskWho, Candidate, Together, find_addressed
from services.notify.domain.inbox import Attention
from services.notify.domain.reading import asks_to_move
from services.notify.handlers.answer_patient import answer, answer_text
from services.notify.handlers.tasks import open_task
from services.notify.store import choices, consents, patients, questions, threads, visits
from services.notify.store.choices import Choice
from services.notify.store.inbounds import Inbound
from services.notify.texts.who_words import who_words
from shared.db import Connection
from shared.events.outreach import Category
from shared.events.replies import Intent

# "Reply X again" holds this long (S-72), and so does "1 for Ana, 2 for Ben".
ASKED_FOR = timedelta(minutes=30)
# What a choice is about when it is no intent of its own: R.
MOVE = "move"


@dataclass(frozen=True)
class Understood:
    """Whose text it is, what they want, and of which visit."""

    patient_id: str
    intent: Intent
    appointment_id: str | None = None
    attention: Attention | None = None  # none: judged by what it says
    also: tuple[Candidate, ...] = ()  # whose visits it is about too


async def obey(
    conn: Connection, inbound: Inbound, intent: Intent, now: datetime
) -> Understood | None:
    """None when there is no visit that could be meant."""
    candidates = await visits.list_upcoming(conn, inbound.phone, now)
    match find_addressed(candidates, now):
        case None:
            return None
        case Together(options) if intent is Intent.CONFIRM:
            confirmed = await _obey(conn, inbound, intent, options[0], now)
            return replace(confirmed, also=options[1:])
        case Together(options) | AskWho(options):
            return await _ask_who(conn, inbound, intent, options, now)
        case candidate:
            return await _obey(conn, inbound, intent, candidate, now)


async def obey_choice(
    conn: Connection, inbound: Inbound, choice: Choice, number: int, now: datetime
) -> Understood | None:
    """ "2" after "1 for Ana, 2 for Ben"."""
    await choices.forget(conn, inbound.phone)
    patient_id, appointment_id = choice.options[number - 1]
    for candidate in await visits.list_upcoming(conn, inbound.phone, now):
        if (candidate.patient_id, candidate.visit.appointment_id) == (patient_id, appointment_id):
            moves = choice.intent == MOVE
            intent = Intent.OTHER if moves else Intent(choice.intent)
            return await _obey(conn, inbound, intent, candidate, now, moves=moves)
    return None


async def _ask_who(
    conn: Connection,
    inbound: Inbound,
    intent: Intent,
    options: Sequence[Candidate],
    now: datetime,
) -> Understood:
    await choices.ask(
        conn,
        Choice(
            inbound.phone,
            MOVE if asks_to_move(inbound.body) else intent,
            [(c.patient_id, c.visit.appointment_id) for c in options],
            now,
            now + ASKED_FOR,
        ),
    )
    first = options[0].patient_id
    patient = await patients.find(conn, first)
    named = [c.patient_id for c in options if await _may_be_named(conn, inbound.phone, c)]
    words = who_words(options, named, patient.language if patient else "en")
    asked = answer_text("who_is_it", inbound, first, now, values={"options": words})
    await answer(conn, inbound, asked, now)
    return Understood(first, Intent.OTHER, attention=Attention.PATIENT)


async def _may_be_named(conn: Connection, phone: str, candidate: Candidate) -> bool:
    """On a phone that others read too (S-92)."""
    consent = await consents.get_current(conn, phone, candidate.patient_id)
    return Category.VISIT in consent.categories


async def _obey(
    conn: Connection,
    inbound: Inbound,
    intent: Intent,
    about: Candidate,
    now: datetime,
    *,
    moves: bool = False,
) -> Understood:
    """`moves`: R was texted before it was asked whose visit is meant."""
    asked = await questions.take_cancel(conn, inbound.phone, now)
    await threads.settle_asked_back(conn, inbound.phone, inbound.reply_id)
    waits_for = Attention.NONE
    if moves or asks_to_move(inbound.body):
        intent = await _send_link(conn, inbound, about, now)
    elif intent is not Intent.CONFIRM:
        said_again = intent is Intent.CANCEL and asked == about.visit.appointment_id
        intent, waits_for = await _cancel(conn, inbound, about, said_again, now)
    return Understood(about.patient_id, intent, about.visit.appointment_id, waits_for)


async def _send_link(conn: Connection, inbound: Inbound, about: Candidate, now: datetime) -> Intent:
    """The visit stays until a new time is taken (S-74)."""
    text = answer_text("move_link", inbound, about.patient_id, now, visit=about.visit)
    await answer(conn, inbound, text, now)
    return Intent.OTHER


async def _cancel(
    conn: Connection, inbound: Inbound, about: Candidate, said_again: bool, now: datetime
) -> tuple[Intent, Attention]:
    """What it is, and whose turn is next."""
    visit = about.visit
    if now > visit.cancel_until:
        text = answer_text("cancel_late", inbound, about.patient_id, now, visit=visit)
        await answer(conn, inbound, text, now)
        await open_task(
            conn,
            "call_to_cancel",
            about.patient_id,
            now,
            phone=inbound.phone,
            appointment_id=visit.appointment_id,
            reply_id=inbound.reply_id,
        )
        return Intent.CANCEL_WISH, Attention.PERSON
    if said_again:
        return Intent.CANCEL, Attention.NONE
    expires_at = now + ASKED_FOR
    await questions.ask_to_cancel(conn, inbound.phone, visit.appointment_id, expires_at)
    text = answer_text("cancel_ask", inbound, about.patient_id, now, visit=visit)
    await answer(conn, inbound, text, now)
    return Intent.CANCEL_WISH, Attention.PATIENT
