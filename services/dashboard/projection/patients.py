"""Who a patient is, and whether texts may go to them."""

from datetime import datetime

from services.dashboard.projection import timeline
from shared.db import Connection
from shared.events import Received
from shared.events.messages import TextingResumed, TextingStopped
from shared.events.patients import EmailConsent, PatientSaved, TextConsent


async def save_patient(conn: Connection, received: Received[PatientSaved]) -> None:
    patient = received.event
    consent = patient.text_consent
    await conn.execute(
        """insert into patient (patient_id, version, name, phone, birth_date, language,
                                consent_given_at, consent_categories)
           values (%s, %s, %s, %s, %s, %s, %s, %s)
           on conflict (patient_id) do update
           set version = excluded.version, name = excluded.name, phone = excluded.phone,
               birth_date = excluded.birth_date, language = excluded.language,
               consent_given_at = excluded.consent_given_at,
               consent_categories = excluded.consent_categories
           where patient.version < excluded.version""",
        (
            patient.patient_id,
            patient.version,
            patient.name,
            patient.phone,
            patient.birth_date,
            patient.language,
            consent.given_at if consent else None,
            list(consent.categories) if consent else [],
        ),
    )
    if consent:
        given = f"{patient.patient_id} {consent.given_at.isoformat()}"
        await _note_consent(conn, patient.patient_id, given, "given", consent)
    if email := patient.email_consent:
        given = f"{patient.patient_id} e-mail {email.given_at.isoformat()}"
        await _note_consent(conn, patient.patient_id, given, "given_email", email)


async def stop_texting(conn: Connection, received: Received[TextingStopped]) -> None:
    event = received.event
    await _set_texting(conn, event.patient_id, stopped=True, at=event.at, source=event.source)


async def resume_texting(conn: Connection, received: Received[TextingResumed]) -> None:
    event = received.event
    await _set_texting(conn, event.patient_id, stopped=False, at=event.at, source=event.source)


async def _note_consent(
    conn: Connection,
    patient_id: str,
    subject_id: str,
    what: str,
    consent: TextConsent | EmailConsent,
) -> None:
    await timeline.put(
        conn,
        kind="consent",
        subject_id=subject_id,
        patient_id=patient_id,
        at=consent.given_at,
        detail={"what": what, "source": consent.source},
    )


async def _set_texting(
    conn: Connection, patient_id: str, *, stopped: bool, at: datetime, source: str
) -> None:
    await conn.execute(
        """insert into texting (patient_id, stopped, at, source) values (%s, %s, %s, %s)
           on conflict (patient_id) do update
           set stopped = excluded.stopped, at = excluded.at, source = excluded.source
           where texting.at <= excluded.at""",
        (patient_id, stopped, at, source),
    )
    what = "stopped" if stopped else "resumed"
    await timeline.put(
        conn,
        kind="consent",
        subject_id=f"{patient_id} {what} {at.isoformat()}",
        patient_id=patient_id,
        at=at,
        detail={"what": what, "source": source},
    )
