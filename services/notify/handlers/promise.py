"""What only a person can answer goes to the inbox, and the patient is told so."""

from datetime import datetime, timedelta

from services.notify.domain import words
from services.notify.domain.language import guess_language
from services.notify.domain.office_hours import OfficeHours
from services.notify.domain.question import OpenQuestion
from services.notify.handlers.answer_patient import answer, answer_text
from services.notify.handlers.fixed_texts import fixed_text
from services.notify.store import auto_answers, patients, questions
from services.notify.store.inbounds import Inbound
from services.notify.texts.office_words import office_words
from shared.db import Connection

AFTER_HOURS_EVERY = timedelta(hours=12)
PROMISE_EVERY = timedelta(hours=1)
STRANGER_EVERY = timedelta(days=1)
STRANGER_ANSWER_LIFE = timedelta(minutes=10)


async def promise_a_person(
    conn: Connection, inbound: Inbound, patient_id: str, office: OfficeHours, now: datetime
) -> None:
    """After hours at most once in 12 hours, with 911 and 988 (S-76)."""
    if not words.is_prose(inbound.body):
        return  # a number, a letter or a command, which others answer
    kind, every = ("after_hours", AFTER_HOURS_EVERY)
    if office.include(now):
        kind, every = ("other_noted", PROMISE_EVERY)
    if await auto_answers.count_since(conn, inbound.phone, now - every, kind):
        return
    patient = await patients.find(conn, patient_id)
    said = office_words(office, patient.language if patient else "en")
    values = {"hours": said} if said else {}
    await answer(conn, inbound, answer_text(kind, inbound, patient_id, now, values=values), now)


async def answer_stranger(
    conn: Connection, inbound: Inbound, patient_id: str, clinic_phone: str, now: datetime
) -> None:
    """Neutral, with the clinic's phone, at most once a day; no patient is made of it (S-75)."""
    since = now - STRANGER_EVERY
    if await auto_answers.count_since(conn, inbound.phone, since, "stranger_noted"):
        return
    text = fixed_text(
        "stranger_noted",
        inbound.phone,
        patient_id,
        reply_id=str(inbound.reply_id),
        values={"language": guess_language(inbound.body), "phone": clinic_phone},
        at=now,
        life=STRANGER_ANSWER_LIFE,
    )
    await answer(conn, inbound, text, now)


async def ask_again(
    conn: Connection, inbound: Inbound, question: OpenQuestion, kind: str, now: datetime
) -> None:
    """A picture, or words that are no answer: the question stays open and is put once more (S-78)."""
    if await questions.mark_reasked(conn, question.text_id, now):
        text = answer_text(kind, inbound, question.patient_id, now)
        await answer(conn, inbound, text, now)
