"""The rows of a check-in plan's form: as they are shown, and as they were typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from starlette.datastructures import FormData

from services.dashboard.checkin_plans import Step
from services.dashboard.pages.gate import text_of

# What a check-in may ask, in turn. followup refuses other orders.
PEG = ("peg_pain", "peg_enjoyment", "peg_activity")
QUESTIONS = {
    "score": "How is it, 0 to 10",
    "score,reaction": "0 to 10, then: anything noticed?",
    "score,pain_days": "0 to 10, then days with pain",
    "pain_days,score": "Days with pain, then 0 to 10",
    "pain_days": "Days with pain",
    ",".join(PEG): "PEG, three questions",
    f"score,{','.join(PEG)}": "0 to 10, then PEG",
}
MOST_ROWS = 40


@dataclass(frozen=True)
class Row:
    """`days_after` empty: the row is not there. `step` is the one it was made from."""

    days_after: str
    at: str
    asks: str
    life_hours: str
    waits: bool
    peg_at_decision: bool
    visits: str
    step: Step | None = None

    @classmethod
    def empty(cls) -> "Row":
        return cls("", "17:00", "score", "48", waits=False, peg_at_decision=False, visits="")

    @classmethod
    def of(cls, step: Step) -> "Row":
        return cls(
            str(step.days_after),
            f"{step.at:%H:%M}",
            ",".join(step.asks),
            str(step.life_hours),
            step.waits,
            bool(step.asks_at_decision),
            ", ".join(map(str, step.visits or ())),
            step,
        )

    def asked(self) -> dict[str, Any]:
        """As followup takes it. A row that stays keeps the kind of its step, by which a later
        treatment knows which of its questions replace an earlier one's.
        """
        numbers = [int(number) for number in self.visits.replace(",", " ").split()]
        return {
            "kind": self.step.kind if self.step else f"day_{self.days_after}",
            "days_after": int(self.days_after),
            "at": time.fromisoformat(self.at).isoformat(),
            "asks": self.asks.split(","),
            "life_hours": int(self.life_hours),
            "waits": self.waits,
            "visits": numbers or None,
            "asks_at_decision": list(PEG) if self.peg_at_decision else [],
        }


def shown_rows(steps: Sequence[Step]) -> list[Row]:
    return [Row.of(step) for step in steps]


def read_rows(form: FormData, steps: Sequence[Step]) -> tuple[list[Row], dict[str, str]]:
    """In the order of their days, with an empty one at the end, and what is wrong, by field."""
    typed = list(_typed(form, steps))
    kept = [row for row in typed if row.days_after]
    errors = {
        field: problem
        for number, row in enumerate(typed, start=1)
        if row.days_after
        for field, problem in _problems(number, row)
    }
    if not errors:
        kept = sorted(kept, key=lambda row: int(row.days_after))
    return [*(kept if not errors else typed), Row.empty()], errors


def _typed(form: FormData, steps: Sequence[Step]) -> Iterator[Row]:
    by_kind = {step.kind + str(step.days_after): step for step in steps}
    for number in range(1, MOST_ROWS + 1):
        if f"days-{number}" not in form:
            return
        known = by_kind.get(text_of(form, f"step-{number}"))
        yield Row(
            text_of(form, f"days-{number}").strip(),
            text_of(form, f"at-{number}").strip(),
            text_of(form, f"asks-{number}"),
            text_of(form, f"hours-{number}").strip(),
            bool(text_of(form, f"waits-{number}")),
            bool(text_of(form, f"peg-{number}")),
            text_of(form, f"visits-{number}").strip(),
            known,
        )


def _problems(number: int, row: Row) -> Iterator[tuple[str, str]]:
    if not (row.days_after.isdecimal() and 1 <= int(row.days_after) <= 800):
        yield f"days-{number}", "A check-in is 1 to 800 days after the treatment."
    if not _is_time(row.at):
        yield f"at-{number}", "Give the time of day, such as 17:00."
    if not (row.life_hours.isdecimal() and 1 <= int(row.life_hours) <= 14 * 24):
        yield f"hours-{number}", "An answer is waited for 1 to 336 hours."
    if not row.visits.replace(",", " ").replace(" ", "1").isdecimal() and row.visits:
        yield f"visits-{number}", "Numbers of visits, such as 5, 12."


def _is_time(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return True
