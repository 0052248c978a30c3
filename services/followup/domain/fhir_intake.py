"""What a patient said of a complaint before the first visit, as FHIR R4 QuestionnaireResponses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.followup.domain.fhir import Resource, collection
from services.followup.domain.questions import Ask


@dataclass(frozen=True)
class Intake:
    """One complaint. Codes are the practice's own; `numbers` the PEG's items and the days."""

    patient_id: str
    complaint_id: str
    code: str
    recorded_at: datetime
    baseline: int | None
    since: str | None
    onset: str | None
    cause: str | None
    areas: Sequence[str]
    numbers: Mapping[Ask, int]


# By linkId: what was asked. The PEG in the words of the instrument (Krebs 2009).
QUESTIONS = {
    "complaint": "What do you come for?",
    "baseline": "How bad is your pain right now, 0 to 10?",
    "since": "Since when?",
    "onset": "Did it begin suddenly or gradually?",
    "cause": "What do you think is the cause?",
    "areas": "Where does it hurt?",
    "pain_days": "On how many of the last 7 days did you have pain?",
    "peg_pain": "What number best describes your pain on average in the past week?",
    "peg_enjoyment": "What number best describes how, during the past week, pain has interfered "
    "with your enjoyment of life?",
    "peg_activity": "What number best describes how, during the past week, pain has interfered "
    "with your general activity?",
}


def intake_bundle(intakes: Sequence[Intake]) -> Resource:
    return collection([_response(intake) for intake in intakes])


def _response(intake: Intake) -> Resource:
    """A question that was not answered is left out."""
    words: dict[str, Sequence[str | None]] = {
        "complaint": [intake.code],
        "since": [intake.since],
        "onset": [intake.onset],
        "cause": [intake.cause],
        "areas": intake.areas,
    }
    numbers = {"baseline": intake.baseline, **{str(a): n for a, n in intake.numbers.items()}}
    answers: dict[str, list[Any]] = {
        **{link: [{"valueString": word} for word in said if word] for link, said in words.items()},
        **{link: [{"valueInteger": n}] for link, n in numbers.items() if n is not None},
    }
    return {
        "resourceType": "QuestionnaireResponse",
        "id": intake.complaint_id,
        "status": "completed",
        "subject": {"reference": f"Patient/{intake.patient_id}"},
        "authored": intake.recorded_at.isoformat(),
        "source": {"reference": f"Patient/{intake.patient_id}"},
        "item": [
            {"linkId": link, "text": text, "answer": answers[link]}
            for link, text in QUESTIONS.items()
            if answers.get(link)
        ],
    }
