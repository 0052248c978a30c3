"""What the patient has said so far of the pain: every form carries it, and none of it is required."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData

from services.booking.domain.intake import (
    LONGEST_NOTE,
    Area,
    Cause,
    HealthNote,
    Intake,
    Onset,
    Pain,
    Peg,
    Since,
)
from shared.web import to_translate as _

SEVERAL = ("areas", "others")
CHOICES: Mapping[str, frozenset[str]] = {
    "areas": frozenset(Area),
    "since": frozenset(Since),
    "onset": frozenset(Onset),
    "cause": frozenset(Cause),
    "pain_days": frozenset(str(n) for n in range(8)),
    **dict.fromkeys(
        ("baseline", "peg_pain", "peg_enjoyment", "peg_activity"),
        frozenset(str(n) for n in range(11)),
    ),
}
NOTES = ("medicines", "herbs", "allergies")
# Of each further complaint, the pain right now: the field's name is this and the complaint's code.
BASELINE_OF = "baseline-"


@dataclass(frozen=True)
class Said:
    """All as text, as forms send it; of a list, several with commas between."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, form: FormData, complaints: frozenset[str]) -> "Said":
        names = {"main", *CHOICES, *SEVERAL, *NOTES, *(BASELINE_OF + c for c in complaints)}
        values = {}
        for name in names & set(form):
            several = [v for v in form.getlist(name) if isinstance(v, str)]
            values[name] = (",".join(several) if name in SEVERAL else several[0]).replace("\0", "")
        return cls({name: value for name, value in values.items() if value.strip()})

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def several(self, name: str) -> list[str]:
        return [value for value in self.get(name).split(",") if value]

    def hidden(self, shown: list[str]) -> dict[str, str]:
        return {name: value for name, value in self.values.items() if name not in shown}

    def errors(self, complaints: frozenset[str]) -> dict[str, str]:
        errors = {}
        for name in self.values:
            known = CHOICES[BASELINE_OF[:-1]] if name.startswith(BASELINE_OF) else CHOICES.get(name)
            known = complaints if name in {"main", "others"} else known
            if known is not None and not set(self.several(name)) <= known:
                errors[name] = _("Choose from the list")
            if name in NOTES and len(self.get(name)) > LONGEST_NOTE:
                errors[name] = _("Please shorten this to 1,000 characters")
        return errors

    def intake(self) -> Intake:
        """Of what has no errors."""
        return Intake(
            main=self.get("main") or None,
            baseline=self._number("baseline"),
            pain=Pain(
                Since(self.get("since")) if self.get("since") else None,
                Onset(self.get("onset")) if self.get("onset") else None,
                Cause(self.get("cause")) if self.get("cause") else None,
                tuple(Area(area) for area in self.several("areas")),
                self._number("pain_days"),
                Peg(*map(self._number, ("peg_pain", "peg_enjoyment", "peg_activity"))),
            ),
            others=tuple((c, self._number(BASELINE_OF + c)) for c in self.several("others")),
            note=HealthNote(*(self.get(name).strip() or None for name in NOTES)),
        )

    def _number(self, name: str) -> int | None:
        return int(self.get(name)) if self.get(name) else None
