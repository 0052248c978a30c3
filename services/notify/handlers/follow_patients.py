"""A patient's record changed: where they can be reached and what they agreed to."""

from services.notify.domain.stranger import Stranger
from services.notify.handlers.erasure import remember_no
from services.notify.handlers.unsaid import confirm_untold
from services.notify.store import consents, erasures, mail_consents, patients, questions, texts
from services.notify.store.consents import Entry
from services.notify.store.mail_consents import MailEntry
from shared.clock import Clock
from shared.db import Connection
from shared.events import Received
from shared.events.patients import EmailConsent, PatientSaved, TextConsent


class FollowPatients:
    def __init__(self, clock: Clock, stranger: Stranger) -> None:
        self._clock = clock
        self._stranger = stranger

    async def __call__(self, conn: Connection, received: Received[PatientSaved]) -> None:
        event = received.event
        if await erasures.is_done(conn, event.patient_id):
            return  # an old record of who is forgotten
        if event.phone:  # nothing is decided about its texts meanwhile
            await patients.lock_phone(conn, event.phone)
        before = await patients.find(conn, event.patient_id)
        if not await patients.save_newer(conn, event):
            return
        if before and before.phone != event.phone:
            # Whoever has the old phone now must not answer for this patient (S-94).
            now = self._clock.now()
            await questions.close_for_patient(conn, event.patient_id, "phone_changed", now)
        conn.wake(texts.BELL)  # texts wait for a patient who was not known
        if event.phone:
            await remember_no(conn, event.phone, self._stranger)
        if event.email_consent:
            await _grant_email(conn, event.patient_id, event.email_consent)
        if event.text_consent and event.phone:
            await self._grant(conn, event.patient_id, event.phone, event.text_consent)
            agreed_at = event.text_consent.given_at
            now, heard_at = self._clock.now(), received.occurred_at
            await confirm_untold(conn, event.patient_id, agreed_at, heard_at, now)
        kept = set(event.text_consent.categories) if event.text_consent else set()
        if before and before.phone:
            for category in set(before.consented_categories) - kept:
                await self._withdraw(conn, before, category)

    async def _grant(
        self, conn: Connection, patient_id: str, phone: str, consent: TextConsent
    ) -> None:
        for category in consent.categories:
            await consents.add(
                conn,
                Entry(
                    phone,
                    granted=True,
                    source=consent.source,
                    at=consent.given_at,
                    patient_id=patient_id,
                    category=category,
                    wording=consent.wording,
                    wording_version=consent.wording_version,
                ),
            )

    async def _withdraw(self, conn: Connection, before: patients.Patient, category: str) -> None:
        assert before.phone  # noqa: S101 - the caller asked
        await consents.add(
            conn,
            Entry(
                before.phone,
                granted=False,
                source="patient_record",
                at=self._clock.now(),
                patient_id=before.patient_id,
                category=category,
            ),
        )


async def _grant_email(conn: Connection, patient_id: str, consent: EmailConsent) -> None:
    await mail_consents.add(
        conn,
        MailEntry(
            consent.address,
            granted=True,
            source=consent.source,
            at=consent.given_at,
            patient_id=patient_id,
            wording=consent.wording,
            wording_version=consent.wording_version,
        ),
    )
