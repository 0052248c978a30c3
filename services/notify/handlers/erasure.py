"""A patient is forgotten, unless a legal hold is in force; then as soon as it is lifted. The books
still add up, and a no to texts is kept under the phone's keyed hash.
"""

from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.stranger import Stranger
from services.notify.handlers.record_text import FOR_STAFF, record
from services.notify.handlers.threads import Threads
from services.notify.store import consents, erasures, forgetting, patients, questions, texts
from services.notify.store.consents import Entry
from shared import legal_holds
from shared.clock import Clock
from shared.db import Connection
from shared.events import Received
from shared.events.patients import PatientErased


class NoHoldError(LookupError):
    """There is no hold in force for this patient."""


@dataclass(frozen=True)
class Erase:
    clock: Clock
    stranger: Stranger
    inbox: Threads

    async def __call__(self, conn: Connection, received: Received[PatientErased]) -> None:
        patient_id, now = received.event.patient_id, self.clock.now()
        await erasures.ask(conn, patient_id, now)
        if not await legal_holds.is_in_force(conn, patient_id):
            await self._erase(conn, patient_id, now)

    async def lift_hold(self, conn: Connection, patient_id: str, by: str, now: datetime) -> None:
        """What was asked for in the meantime is done now. Raises NoHoldError."""
        if not await legal_holds.lift(conn, patient_id, by, now):
            raise NoHoldError(patient_id)
        if await erasures.is_asked(conn, patient_id):
            await self._erase(conn, patient_id, now)

    async def _erase(self, conn: Connection, patient_id: str, now: datetime) -> None:
        phones = await forgetting.list_phones(conn, patient_id)
        for phone in phones:
            await patients.lock_phone(conn, phone)
        for text in await texts.lock_open_of_patients(conn, [patient_id]):
            await record(conn, text.retire("erased"), now)
        await questions.close_for_patient(conn, patient_id, "erased", now)
        for phone in phones:
            await self._forget_phone(conn, phone, patient_id, now)
        nobody = self.stranger(patient_id)
        await forgetting.forget_patient(conn, patient_id, nobody)
        await self.inbox.refresh(conn, patient_id, now)
        await erasures.mark_done(conn, patient_id, now)

    async def _forget_phone(
        self, conn: Connection, phone: str, patient_id: str, now: datetime
    ) -> None:
        if await forgetting.is_shared(conn, phone, patient_id):
            return
        phone_hash = self.stranger(phone)
        if await consents.is_stopped(conn, phone):
            await forgetting.keep_no(conn, phone_hash, now)
        await forgetting.forget_phone(conn, phone, phone_hash, staff_kinds=sorted(FOR_STAFF))


async def remember_no(conn: Connection, phone: str, stranger: Stranger) -> None:
    """A phone whose holder was forgotten turns up again: what was said on it still holds."""
    said_at = await forgetting.take_no(conn, stranger(phone))
    if said_at:
        entry = Entry(phone, granted=False, source="kept_after_erasure", at=said_at)
        await consents.add(conn, entry)
