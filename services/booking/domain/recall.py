"""Patients who should come again and have no visit ahead."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shared.events.planning import RecallState

# In the middle of a course a gap is noticed sooner.
COURSE_GAP = timedelta(weeks=2)
# A patient who was last here long before nobody looked is not asked out of the blue.
LOOKED_BACK = timedelta(weeks=8)


class RecallClosedError(Exception):
    """It was dealt with, or the patient has a visit ahead again."""


@dataclass(frozen=True)
class Recall:
    key: int
    id: str
    version: int
    state: RecallState
    patient_id: str
    location_key: int
    last_visit_at: datetime
    course_unfinished: bool
    snoozed_until: date | None = None

    def text(self) -> "Recall":
        """Raises RecallClosedError."""
        return self._changed(RecallState.TEXTED)

    def snooze(self, until: date) -> "Recall":
        """Raises RecallClosedError."""
        return replace(self._changed(RecallState.SNOOZED), snoozed_until=until)

    def wake(self) -> "Recall":
        """Raises RecallClosedError."""
        return self._changed(RecallState.DUE)

    def close(self, state: RecallState) -> "Recall":
        """Raises RecallClosedError."""
        return self._changed(state)

    def _changed(self, state: RecallState) -> "Recall":
        if self.state in {RecallState.DONE, RecallState.BOOKED}:
            raise RecallClosedError
        return replace(self, version=self.version + 1, state=state, snoozed_until=None)
