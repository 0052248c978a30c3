"""What the patient has chosen and typed so far. Every form carries all of it, so nothing is lost."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Self
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams

from services.booking.api.models import chosen
from services.booking.api.problems import FIELDS
from services.booking.domain.booking import BookingRequest
from services.booking.domain.patient import (
    Contact,
    RefusedFieldError,
    parse_email,
    parse_name,
    parse_phone,
)
from services.booking.domain.safety import Answers, Precaution, RedFlag
from shared.web import to_translate as _

LONGEST = 500
CHOSEN = ("practitioner", "start", "then", "then_start", "one", "holder")
# The value of a button that chooses the times of two visits.
BETWEEN = "/"


def _parse_guardian(typed: str) -> str:
    return parse_name(typed, "guardian")


def value_of(starts_at: datetime, then_starts_at: datetime | None = None) -> str:
    """What the button says that chooses these times."""
    return BETWEEN.join(at.isoformat() for at in (starts_at, then_starts_at) if at)


@dataclass(frozen=True)
class Typed:
    """All as text, as forms send it. `holder` names the slot hold, `key` this attempt to book."""

    practitioner: str = ""
    start: str = ""
    then: str = ""  # the treatment of a second visit that is booked with the first
    then_start: str = ""
    one: str = ""  # "yes" when one practitioner is to give both
    holder: str = ""
    key: str = ""
    coming: str = ""  # "other" when the visit is for somebody else
    guardian: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    text_consent: str = ""
    complaint: str = ""
    baseline: str = ""
    red_flags: str = ""  # of a list, several with commas between
    precautions: str = ""
    website: str = ""  # no person sees this field
    altcha: str = ""  # a proof of work

    @classmethod
    def of(cls, sent: FormData | QueryParams) -> Self:
        values = {f.name: sent.get(f.name) for f in fields(cls)}
        for several in ("red_flags", "precautions"):
            values[several] = ",".join(v for v in sent.getlist(several) if isinstance(v, str))
        if isinstance(values["start"], str) and BETWEEN in values["start"]:  # one button, two times
            values["start"], _sign, values["then_start"] = values["start"].partition(BETWEEN)
        # PostgreSQL's text holds every character but this one.
        texts = {k: v.replace("\0", "") for k, v in values.items() if isinstance(v, str)}
        return cls(**{k: v[:LONGEST] for k, v in texts.items()})

    def but(self, **changes: str) -> Self:
        return replace(self, **changes)

    def query(self) -> str:
        chosen_so_far = {k: getattr(self, k) for k in CHOSEN}
        return urlencode({k: v for k, v in chosen_so_far.items() if v})

    def hidden(self, *shown: str) -> dict[str, str]:
        """What a form must carry besides the fields it shows."""
        return {k: v for k, v in asdict(self).items() if v and k not in shown}

    @property
    def practitioner_id(self) -> str | None:
        return chosen(self.practitioner)

    @property
    def then_practitioner_id(self) -> str | None:
        return self.practitioner_id if self.one else None

    @property
    def by_one(self) -> bool:
        """One and the same for both, whoever can."""
        return bool(self.one) and self.practitioner_id is None

    def several(self, field: str) -> list[str]:
        return [value for value in getattr(self, field).split(",") if value]

    def about_you_errors(self) -> dict[str, str]:
        errors = {}
        parsers = {"name": parse_name, "guardian": _parse_guardian, "phone": parse_phone}
        if self.coming != "other":
            del parsers["guardian"]
        if self.email.strip():
            parsers["email"] = parse_email
        for field, parse in parsers.items():
            try:
                parse(getattr(self, field))
            except RefusedFieldError as error:
                errors[field] = FIELDS[error.field, error.code]
        return errors

    def reason_errors(self, complaints: set[str]) -> dict[str, str]:
        errors = {}
        if self.complaint not in complaints:
            errors["complaint"] = _("Choose what brings you")
        if self.baseline and self.baseline not in {str(n) for n in range(11)}:
            errors["baseline"] = _("Choose a number from 0 to 10")
        return errors

    def safety_errors(self) -> dict[str, str]:
        errors = {}
        for field, known in (("red_flags", RedFlag), ("precautions", Precaution)):
            if not set(self.several(field)) <= set(known):
                errors[field] = _("Choose from the list")
        return errors

    def request(
        self, treatment_id: str, starts_at: datetime, location_id: str, language: str
    ) -> BookingRequest:
        """Of what has no errors. Raises RefusedFieldError otherwise."""
        return BookingRequest(
            treatment_id=treatment_id,
            practitioner_id=self.practitioner_id,
            starts_at=starts_at.astimezone(UTC),
            contact=Contact(
                parse_name(self.name),
                parse_phone(self.phone),
                parse_email(self.email) if self.email.strip() else None,
                language=language,
                guardian=_parse_guardian(self.guardian) if self.coming == "other" else None,
            ),
            consent_source="booking_page" if self.text_consent else None,
            email_source="booking_page" if self.email.strip() else None,
            complaint=self.complaint,
            baseline=int(self.baseline) if self.baseline else None,
            location_id=location_id,
            answers=Answers(
                frozenset(map(RedFlag, self.several("red_flags"))),
                frozenset(map(Precaution, self.several("precautions"))),
            ),
        )
