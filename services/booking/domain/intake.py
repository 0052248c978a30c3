"""What a patient says about the pain before the visit (CLINIC.md D.6). All of it may be left out."""

from dataclasses import dataclass
from enum import StrEnum


class Since(StrEnum):
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Onset(StrEnum):
    SUDDEN = "sudden"
    GRADUAL = "gradual"


class Cause(StrEnum):
    """What the patient thinks it came from."""

    ACCIDENT = "accident"
    LIFTING = "lifting"
    WORK = "work"
    SPORT = "sport"
    SURGERY = "surgery"
    ILLNESS = "illness"
    STRESS = "stress"
    UNKNOWN = "unknown"


class Area(StrEnum):
    """Of the body map. Left and right are the patient's own."""

    HEAD = "head"
    JAW = "jaw"
    NECK = "neck"
    SHOULDER_LEFT = "shoulder_left"
    SHOULDER_RIGHT = "shoulder_right"
    UPPER_BACK = "upper_back"
    CHEST = "chest"
    ABDOMEN = "abdomen"
    LOWER_BACK = "lower_back"
    ARM_LEFT = "arm_left"
    ARM_RIGHT = "arm_right"
    HAND_LEFT = "hand_left"
    HAND_RIGHT = "hand_right"
    HIP_LEFT = "hip_left"
    HIP_RIGHT = "hip_right"
    LEG_LEFT = "leg_left"
    LEG_RIGHT = "leg_right"
    KNEE_LEFT = "knee_left"
    KNEE_RIGHT = "knee_right"
    FOOT_LEFT = "foot_left"
    FOOT_RIGHT = "foot_right"


LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Peg:
    """The three items of the PEG scale, 0-10 each, over the past week."""

    pain_average: int | None = None
    enjoyment: int | None = None
    general_activity: int | None = None

    @property
    def whole(self) -> bool:
        """With one item missing there is no score (S-99)."""
        return None not in (self.pain_average, self.enjoyment, self.general_activity)


@dataclass(frozen=True)
class Pain:
    """About the main complaint. `pain_days` of the last seven."""

    since: Since | None = None
    onset: Onset | None = None
    cause: Cause | None = None
    areas: tuple[Area, ...] = ()
    pain_days: int | None = None
    peg: Peg = Peg()


@dataclass(frozen=True)
class HealthNote:
    """As the patient wrote it."""

    medicines: str | None = None
    herbs: str | None = None
    allergies: str | None = None

    def __bool__(self) -> bool:
        return any((self.medicines, self.herbs, self.allergies))


@dataclass(frozen=True)
class Intake:
    """What is left out keeps what was said before. `main` names the complaint the visit is for,
    where booking did not; `others` are further complaints with the pain right now, NRS-11.
    """

    main: str | None = None
    baseline: int | None = None
    pain: Pain = Pain()
    others: tuple[tuple[str, int | None], ...] = ()
    note: HealthNote = HealthNote()
