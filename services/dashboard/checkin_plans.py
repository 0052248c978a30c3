"""When patients are asked after a treatment, as followup shows it."""

from datetime import datetime, time
from typing import Any

from pydantic import BaseModel


class Step(BaseModel):
    """One check-in. `waits`: asked only when nothing more urgent is."""

    kind: str
    days_after: int
    asks: list[str]
    at: time
    life_hours: int
    waits: bool
    visits: list[int] | None
    asks_at_decision: list[str]


class Plan(BaseModel):
    """`by_complaint`: the steps for complaints that are asked about differently."""

    steps: list[Step]
    by_complaint: dict[str, list[Step]]

    def steps_for(self, complaint: str) -> list[Step]:
        return self.by_complaint.get(complaint, self.steps) if complaint else self.steps

    def asked(self, complaint: str, steps: list[dict[str, Any]] | None) -> dict[str, Any]:
        """As followup takes it, with these steps in place of the old; None: no longer apart."""
        body = self.model_dump(mode="json")
        if not complaint:
            return {**body, "steps": steps}
        others = {code: s for code, s in body["by_complaint"].items() if code != complaint}
        changed = {complaint: steps} if steps is not None else {}
        return {**body, "by_complaint": {**others, **changed}}


class Revision(BaseModel):
    saved_at: datetime
    saved_by: str
    plan: Plan


class Plans(BaseModel):
    """`revisions` of each, the oldest first."""

    plans: dict[str, Plan]
    revisions: dict[str, list[Revision]]
