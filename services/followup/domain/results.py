"""What came of it for many patients: counts, spread and who answered. Nothing here implies cause."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import mean, median, quantiles, stdev

from services.followup.domain.outcomes import compare

# A group of fewer is not shown: too small to mean anything, and its patients could be told (choice).
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class PatientResult:
    """One complaint of one patient: where it began, and the last score of the period. Treatment
    and practitioner are those of the last visit before that score.
    """

    patient_id: str
    complaint: str
    treatment: str
    practitioner: str
    baseline: int
    last: int


@dataclass(frozen=True)
class Spread:
    """Of the change in points; negative is less pain."""

    mean: float
    standard_deviation: float
    median: float
    lower_quartile: float
    upper_quartile: float


@dataclass(frozen=True)
class GroupResult:
    """`spread` and the counts of responders are none for a group that is too small."""

    name: str
    patients: int
    spread: Spread | None
    by_points: int | None
    by_percent: int | None
    by_both: int | None
    worse: int | None


@dataclass(frozen=True)
class Responses:
    """Of questions that reached patients. Times are from the text to the first readable answer."""

    asked: int
    answered: int
    median_reply: timedelta | None

    @property
    def rate_percent(self) -> float | None:
        return 100 * self.answered / self.asked if self.asked else None


def group_results(
    results: Iterable[PatientResult], by: Callable[[PatientResult], str]
) -> list[GroupResult]:
    """By name. Each complaint of a patient counts once."""
    groups: dict[str, list[PatientResult]] = {}
    for result in results:
        groups.setdefault(by(result), []).append(result)
    return [_summarise(name, members) for name, members in sorted(groups.items())]


def summarise_responses(reply_times: Sequence[timedelta | None]) -> Responses:
    """One for each question; none where there was no answer."""
    answered = [time for time in reply_times if time is not None]
    seconds = [time.total_seconds() for time in answered]
    middle = timedelta(seconds=median(seconds)) if seconds else None
    return Responses(len(reply_times), len(answered), middle)


def _summarise(name: str, members: Sequence[PatientResult]) -> GroupResult:
    patients = len({member.patient_id for member in members})
    if patients < SMALLEST_GROUP:
        return GroupResult(name, patients, None, None, None, None, None)
    changes = [compare(Decimal(m.baseline), Decimal(m.last)) for m in members]
    return GroupResult(
        name,
        patients,
        _spread([float(change.points) for change in changes]),
        sum(change.meets_points for change in changes),
        sum(change.meets_percent for change in changes),
        sum(change.meets_points and change.meets_percent for change in changes),
        sum(change.standing == "worse" for change in changes),
    )


def _spread(points: Sequence[float]) -> Spread:
    lower, middle, upper = quantiles(points, n=4, method="inclusive")
    return Spread(mean(points), stdev(points), middle, lower, upper)
