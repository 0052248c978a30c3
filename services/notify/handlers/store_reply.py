"""The webhook's part: a text is stored, searched for danger, and obeyed if it says stop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.domain.language import guess_language
from services.notify.domain.reading import Context, Stop, find_stop, may_mean_a_visit
from services.notify.domain.sayings import Sayings
from services.notify.handlers.consent_changes import stop_texting
from services.notify.handlers.erasure import remember_no
from services.notify.handlers.first_aid import FirstAid
from services.notify.handlers.fixed_texts import fixed_text
from services.notify.handlers.record_text import plan
from services.notify.handlers.tasks import open_task
from services.notify.store import consents, inbounds, patients, switches, visits
from services.notify.store.inbounds import Inbound
from services.notify.store.patients import Patient
from shared.db import Connection

# 47 CFR 64.1200(a)(12): one confirmation, within five minutes.
CONFIRMED_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True)
class StoreReply:
    first_aid: FirstAid
    sayings: Sayings

    async def __call__(self, conn: Connection, inbound: Inbound, now: datetime) -> None:
        """A text the carrier delivers again changes nothing. Danger is looked for before anything
        else, in every text (S-79b).
        """
        if not await inbounds.add(conn, inbound):
            return
        await patients.lock_phone(conn, inbound.phone)
        await remember_no(conn, inbound.phone, self.first_aid.stranger)
        await switches.forget_unusable(conn, inbound.phone)  # it works, evidently
        await self.first_aid(conn, inbound, now)
        names = await patients.list_first_names(conn, inbound.phone)
        stop = find_stop(inbound.body, Context(self.sayings, names=frozenset(names)))
        if stop:
            await self._heed(conn, inbound, stop, now)

    async def _heed(self, conn: Connection, inbound: Inbound, stop: Stop, now: datetime) -> None:
        stopped_before = await consents.is_stopped(conn, inbound.phone)
        holders = await patients.list_by_phone(conn, inbound.phone)
        await stop_texting(
            conn,
            inbound.phone,
            source=stop,
            at=inbound.received_at,
            words=inbound.body,
            message_sid=inbound.message_sid,
        )
        if stop is Stop.KEYWORD and may_mean_a_visit(inbound.body):
            await _ask_staff_about_visits(conn, inbound, now)
        if stop is Stop.WRONG_NUMBER:
            await unlink(conn, inbound.phone, inbound.reply_id, holders, now)
        if stop is not Stop.KEYWORD and not stopped_before:
            await self._confirm(conn, inbound, stop, holders, now)

    async def _confirm(
        self,
        conn: Connection,
        inbound: Inbound,
        stop: Stop,
        holders: list[Patient],
        now: datetime,
    ) -> None:
        """The carrier answers its own keywords, and only those."""
        aid = self.first_aid
        text = fixed_text(
            "wrong_number_noted" if stop is Stop.WRONG_NUMBER else "stop_noted",
            inbound.phone,
            holders[0].patient_id if holders else aid.stranger(inbound.phone),
            reply_id=str(inbound.reply_id),
            values={"language": guess_language(inbound.body), "phone": aid.clinic_phone},
            at=now,
            life=CONFIRMED_WITHIN,
        )
        await plan(conn, text, stop, now)


async def _ask_staff_about_visits(conn: Connection, inbound: Inbound, now: datetime) -> None:
    """CANCEL is an opt-out for the carrier and the law, and often meant for the visit (S-61)."""
    for candidate in await visits.list_upcoming(conn, inbound.phone, now):
        await open_task(
            conn,
            "may_want_to_cancel",
            candidate.patient_id,
            now,
            phone=inbound.phone,
            appointment_id=candidate.visit.appointment_id,
            reply_id=inbound.reply_id,
        )


async def unlink(
    conn: Connection, phone: str, reply_id: UUID, holders: list[Patient], now: datetime
) -> None:
    """Whoever holds the phone is none of these."""
    await patients.unlink_phone(conn, phone)
    for patient in holders:
        await open_task(
            conn,
            "wrong_number",
            patient.patient_id,
            now,
            phone=phone,
            reply_id=reply_id,
        )
