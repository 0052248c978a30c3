"""A course that mixes treatments, and what of it is left to book."""

from dataclasses import dataclass, replace
from datetime import date

from shared.events.planning import CarePlanState


class PlanEndedError(Exception):
    """The course is finished or was stopped."""


@dataclass(frozen=True)
class Item:
    """So many visits of one treatment, so many weeks apart."""

    treatment_key: int
    visits: int
    every_weeks: int
    done: int = 0
    booked: int = 0

    @property
    def left(self) -> int:
        return max(self.visits - self.done - self.booked, 0)


@dataclass(frozen=True)
class CarePlan:
    key: int
    id: str
    version: int
    state: CarePlanState
    patient_id: str
    starts_on: date
    items: tuple[Item, ...]

    def change(self, items: tuple[Item, ...]) -> "CarePlan":
        """Raises PlanEndedError."""
        self._require_active()
        return replace(self, items=items, version=self.version + 1)

    def end(self, state: CarePlanState) -> "CarePlan":
        """Raises PlanEndedError."""
        self._require_active()
        return replace(self, state=state, version=self.version + 1)

    def counted(self) -> "CarePlan":
        """With the visits as they are now; over once all have taken place."""
        done = all(item.done >= item.visits for item in self.items)
        state = CarePlanState.FINISHED if done else self.state
        return replace(self, state=state, version=self.version + 1)

    def _require_active(self) -> None:
        if self.state is not CarePlanState.ACTIVE:
            raise PlanEndedError
