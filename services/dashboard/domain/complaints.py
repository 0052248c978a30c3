"""The complaints of one person: one line of scores each, in however many records it was described."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# As followup has it: described again within so long of the last word on it, it is the same one.
SAME_COMPLAINT_WITHIN = timedelta(days=365)


@dataclass(frozen=True)
class Complaint:
    """`recorded_at` is none where only its scores are known, `complaint_id` where those came
    before any complaint was.
    """

    complaint_id: str | None
    patient_id: str
    code: str | None
    baseline: int | None
    recorded_at: datetime | None


@dataclass
class Line:
    """Begins with its first word."""

    complaints: list[Complaint] = field(default_factory=list)

    @property
    def complaint_ids(self) -> list[str]:
        return [each.complaint_id for each in self.complaints if each.complaint_id]

    @property
    def code(self) -> str | None:
        return self.complaints[0].code

    @property
    def baseline(self) -> int | None:
        return next((c.baseline for c in self.complaints if c.baseline is not None), None)

    def takes(self, complaint: Complaint, treated_at: Sequence[datetime]) -> bool:
        """Whether that is this complaint, described in another record of the person."""
        last = self.complaints[-1]
        if complaint.patient_id in {known.patient_id for known in self.complaints}:
            return False
        if complaint.recorded_at is None or last.recorded_at is None or last.code != complaint.code:
            return False
        described_at = complaint.recorded_at
        heard_at = max([last.recorded_at, *(at for at in treated_at if at <= described_at)])
        return described_at - heard_at <= SAME_COMPLAINT_WITHIN


def join_lines(known: Sequence[Complaint], treated_at: Sequence[datetime]) -> list[Line]:
    """In the order of the first complaint of each in `known`."""
    lines: list[Line] = []
    for complaint in sorted(known, key=_described):
        line = next((line for line in lines if line.takes(complaint, treated_at)), None)
        if line is None:
            lines.append(line := Line())
        line.complaints.append(complaint)
    return sorted(lines, key=lambda line: min(known.index(each) for each in line.complaints))


def _described(complaint: Complaint) -> tuple[bool, float]:
    at = complaint.recorded_at
    return at is None, at.timestamp() if at else 0
