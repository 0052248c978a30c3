"""Who a patient is, and whether texts may go to them."""

from datetime import datetime

from services.dashboard.projection import timeline
from services.dashboard.projection.rows import Row, Rows, Statement
from shared.events import Received
from shared.events.messages import TextingResumed, TextingStopped
from shared.events.patients import EmailConsent, PatientSaved, TextConsent

SAVED = Statement(
    "patient",
    ("patient_id",),
    """insert into patient (patient_id, version, name, phone, birth_date, language,
                            consent_given_at, consent_categories)
       select patient_id, version, name, phone, birth_date, language, consent_given_at,
              consent_categories
       from json_populate_recordset(null::patient, %s)
       on conflict (patient_id) do update
       set version = excluded.version, name = excluded.name, phone = excluded.phone,
           birth_date = excluded.birth_date, language = excluded.language,
           consent_given_at = excluded.consent_given_at,
           consent_categories = excluded.consent_categories
       where patient.version < excluded.version""",
)
TEXTING = Statement(
    "texting",
    ("patient_id",),
    """insert into texting (patient_id, stopped, at, source)
       select patient_id, stopped, at, source from json_populate_recordset(null::texting, %s)
       on conflict (patient_id) do update
       set stopped = excluded.stopped, at = excluded.at, source = excluded.source
       where texting.at <= excluded.at""",
)


def save_patient(received: Received[PatientSaved]) -> Rows:
    patient = received.event
    consent = patient.text_consent
    yield SAVED.row(
        patient_id=patient.patient_id,
        version=patient.version,
        name=patient.name,
        phone=patient.phone,
        birth_date=patient.birth_date,
        language=patient.language,
        consent_given_at=consent.given_at if consent else None,
        consent_categories=consent.categories if consent else (),
    )
    if consent:
        yield _consent(patient.patient_id, consent, "given")
    if patient.email_consent:
        yield _consent(patient.patient_id, patient.email_consent, "given_email")


def stop_texting(received: Received[TextingStopped]) -> Rows:
    event = received.event
    return _texting(event.patient_id, stopped=True, at=event.at, source=event.source)


def resume_texting(received: Received[TextingResumed]) -> Rows:
    event = received.event
    return _texting(event.patient_id, stopped=False, at=event.at, source=event.source)


def _consent(patient_id: str, consent: TextConsent | EmailConsent, what: str) -> Row:
    which = "" if what == "given" else f"{what} "
    return timeline.entry(
        kind="consent",
        subject_id=f"{patient_id} {which}{consent.given_at.isoformat()}",
        patient_id=patient_id,
        at=consent.given_at,
        detail={"what": what, "source": consent.source},
    )


def _texting(patient_id: str, *, stopped: bool, at: datetime, source: str) -> Rows:
    yield TEXTING.row(patient_id=patient_id, stopped=stopped, at=at, source=source)
    what = "stopped" if stopped else "resumed"
    yield timeline.entry(
        kind="consent",
        subject_id=f"{patient_id} {what} {at.isoformat()}",
        patient_id=patient_id,
        at=at,
        detail={"what": what, "source": source},
    )
