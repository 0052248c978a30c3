"""A patient's scores as FHIR R4 Observations, in one Bundle.

LOINC codes: 72514-3 for the 0-10 rating, 91148-7 for the PEG panel with its items and their mean.
"Verbal" is in the name of the first, so each says how it came: most of them by text. A question without an
answer has a reason and no value, never both (invariant obs-6).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.followup.domain.peg import ScoredPeg
from services.followup.domain.questions import Ask
from services.followup.domain.series import Gap, Point, Series

Resource = dict[str, Any]
LOINC = "http://loinc.org"
SURVEY = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": "survey",
        }
    ]
}
NOT_ANSWERED = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
            "code": "asked-unknown",
            "display": "Asked But Unknown",
        }
    ]
}
SCORE = ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")
PANEL = (
    "91148-7",
    "Pain intensity, Enjoyment of life, General activity (PEG) 3 item pain scale",
)
PEG_MEAN = "91147-9"
PEG_ITEMS: Mapping[Ask, str] = {
    Ask.PEG_PAIN: "75893-8",
    Ask.PEG_ENJOYMENT: "91145-3",
    Ask.PEG_ACTIVITY: "91146-1",
}
METHODS = {
    "checkin": "Reply to a text message",
    "patient": "Text message, without being asked",
    "phone": "Told to a member of staff",
    "intake": "Filled in before the first visit",
}


def bundle(patient_id: str, series: Sequence[Series], pegs: Sequence[ScoredPeg]) -> Resource:
    scores = [
        observation
        for line in series
        for observation in (
            *(_score(patient_id, line, point) for point in line.points),
            *(_gap(patient_id, line, gap) for gap in line.gaps),
        )
    ]
    return collection([*scores, *(_peg(patient_id, peg) for peg in pegs)])


def collection(resources: Sequence[Resource]) -> Resource:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in resources],
    }


def _score(patient_id: str, series: Series, point: Point) -> Resource:
    value = (
        {"valueInteger": point.score}
        if point.score is not None
        else {"valueRange": {"low": {"value": point.low}, "high": {"value": point.high}}}
    )
    status = "corrected" if point.corrected else "final"
    observation = _observation(patient_id, SCORE, point.reported_at, status, point.source)
    return {"id": str(point.report_id), **observation, **_about(series), **value}


def _gap(patient_id: str, series: Series, gap: Gap) -> Resource:
    observation = _observation(patient_id, SCORE, gap.due_at, "final", "checkin")
    return {**observation, **_about(series), "dataAbsentReason": NOT_ANSWERED}


def _peg(patient_id: str, peg: ScoredPeg) -> Resource:
    items = [
        {"code": _code(code), "valueInteger": peg.items[ask]} for ask, code in PEG_ITEMS.items()
    ]
    mean = {
        "code": _code(PEG_MEAN),
        "valueQuantity": {
            "value": float(peg.score),
            "system": "http://unitsofmeasure.org",
            "code": "{score}",
        },
    }
    observation = _observation(patient_id, PANEL, peg.answered_at, "final", peg.source)
    return {**observation, "component": [*items, mean]}


def _observation(
    patient_id: str, code: tuple[str, str], at: datetime, status: str, source: str
) -> Resource:
    return {
        "resourceType": "Observation",
        "status": status,
        "category": [SURVEY],
        "code": _code(*code),
        "subject": {"reference": f"Patient/{patient_id}"},
        "effectiveDateTime": at.isoformat(),
        "method": {"text": METHODS[source]},
    }


def _about(series: Series) -> Resource:
    """The complaint by the practice's own code."""
    return {"bodySite": {"text": series.code}} if series.code else {}


def _code(code: str, display: str | None = None) -> Resource:
    coding = {"system": LOINC, "code": code}
    return {"coding": [{**coding, "display": display} if display else coding]}
