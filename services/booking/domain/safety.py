"""What a patient says about their health that changes what may be booked (CLINIC.md D.4, D.7)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from services.booking.domain.catalogue import Treatment


class RedFlag(StrEnum):
    """Signs that need a doctor today, not a visit next week."""

    BREATH = "breath_or_chest"
    STROKE = "stroke_signs"
    HEADACHE = "worst_headache"
    CAUDA = "bladder_bowel_saddle"
    LEGS = "legs_weak"
    FEVER = "fever_with_pain"
    INJURY = "major_injury"


class Precaution(StrEnum):
    """What staff must know before the visit."""

    IMPLANT = "implant"
    BLOOD_THINNERS = "blood_thinners"
    BLEEDING = "bleeding_disorder"
    PREGNANT = "pregnant"
    EPILEPSY = "epilepsy"
    SKIN = "skin_or_lymph"
    INFECTION_RISK = "infection_risk"
    FAINTING = "fainting_or_fear"
    SURGERY = "surgery_soon"


class ScreenedOut(StrEnum):
    """Why there is no slot, whatever the time."""

    RED_FLAG = "red_flag"
    NO_ELECTRO = "no_electro"
    # Not asked now but known from before: why is nobody's business who only knows a phone number.
    CALL_FIRST = "call_first"


class ScreenedOutError(Exception):
    """This visit must not be booked without a conversation."""

    def __init__(self, reason: ScreenedOut) -> None:
        super().__init__(reason)
        self.reason = reason


NO_ELECTRO = "no_electro"
# On a visit that a practitioner has to look at before it takes place.
REVIEW = "review"
# A current may disturb a device and bring on a fit or contractions.
AGAINST_CURRENT = frozenset({Precaution.IMPLANT, Precaution.EPILEPSY, Precaution.PREGNANT})
# Severe disorders are for a conversation first when needles are meant.
AGAINST_NEEDLES = frozenset({Precaution.BLEEDING})
# Bruises and bleeding, and herbs that add to the medicine: looked at by a practitioner first.
TO_REVIEW = frozenset({Precaution.BLOOD_THINNERS})


@dataclass(frozen=True)
class Answers:
    red_flags: frozenset[RedFlag] = frozenset()
    precautions: frozenset[Precaution] = frozenset()

    @property
    def flags(self) -> tuple[str, ...]:
        """What stands on every visit of this patient from now on."""
        electro = {NO_ELECTRO} if self.precautions & AGAINST_CURRENT else set()
        return tuple(sorted({*map(str, self.precautions), *electro}))


NOTHING_SAID = Answers()


def require_bookable(treatment: Treatment, answers: Answers, *, talked: bool = False) -> None:
    """`talked`: staff have had the conversation that is asked for first. A current they cannot
    overrule. Raises ScreenedOutError.
    """
    if answers.red_flags:
        raise ScreenedOutError(ScreenedOut.RED_FLAG)
    if treatment.electro and answers.precautions & AGAINST_CURRENT:
        raise ScreenedOutError(ScreenedOut.NO_ELECTRO)
    if treatment.needling and answers.precautions & AGAINST_NEEDLES and not talked:
        raise ScreenedOutError(ScreenedOut.CALL_FIRST)


def require_still_bookable(
    treatment: Treatment, known_flags: Collection[str], *, talked: bool = False
) -> None:
    """With what is known from earlier bookings. Raises ScreenedOutError."""
    bleeding = treatment.needling and not AGAINST_NEEDLES.isdisjoint(known_flags)
    if (bleeding and not talked) or (treatment.electro and NO_ELECTRO in known_flags):
        raise ScreenedOutError(ScreenedOut.CALL_FIRST)


def needs_review(answers: Answers, known_flags: Collection[str], *, released_before: bool) -> bool:
    """Said now, it is looked at now; known from before, unless somebody has looked at it since."""
    if answers.precautions & TO_REVIEW:
        return True
    return not TO_REVIEW.isdisjoint(known_flags) and not released_before
