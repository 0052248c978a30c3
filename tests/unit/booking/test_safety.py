"""Answers about health that change what may be booked."""

import pytest

from services.booking.domain.safety import (
    Answers,
    Precaution,
    RedFlag,
    ScreenedOut,
    ScreenedOutError,
    require_bookable,
    require_still_bookable,
)
from services.booking.pages.safety_words import PRECAUTIONS, RED_FLAGS
from tests.unit.booking.practices import treatment

NEEDLES, CURRENT = treatment(), treatment(electro=True)


def reason(electro: bool, answers: Answers, *, talked: bool = False) -> ScreenedOut | None:
    try:
        require_bookable(CURRENT if electro else NEEDLES, answers, talked=talked)
    except ScreenedOutError as error:
        return error.reason
    return None


@pytest.mark.parametrize("flag", list(RedFlag))
def test_any_red_flag_gives_no_slot_whoever_asks(flag: RedFlag) -> None:
    answers = Answers(red_flags=frozenset({flag}))
    assert reason(False, answers, talked=True) is ScreenedOut.RED_FLAG


@pytest.mark.parametrize(
    ("precaution", "with_needles", "with_current"),
    [
        (Precaution.IMPLANT, None, ScreenedOut.NO_ELECTRO),
        (Precaution.EPILEPSY, None, ScreenedOut.NO_ELECTRO),
        (Precaution.PREGNANT, None, ScreenedOut.NO_ELECTRO),
        (Precaution.BLEEDING, ScreenedOut.CALL_FIRST, ScreenedOut.CALL_FIRST),
        (Precaution.BLOOD_THINNERS, None, None),
        (Precaution.SKIN, None, None),
        (Precaution.INFECTION_RISK, None, None),
        (Precaution.FAINTING, None, None),
        (Precaution.SURGERY, None, None),
    ],
)
def test_each_precaution_rules_out_what_it_must_and_no_more(
    precaution: Precaution, with_needles: ScreenedOut | None, with_current: ScreenedOut | None
) -> None:
    answers = Answers(precautions=frozenset({precaution}))
    assert reason(False, answers) is with_needles
    assert reason(True, answers) is with_current
    assert precaution in answers.flags
    assert ("no_electro" in answers.flags) is (with_current is ScreenedOut.NO_ELECTRO)


def test_a_conversation_opens_needles_and_never_a_current() -> None:
    bleeding = Answers(precautions=frozenset({Precaution.BLEEDING}))
    assert reason(False, bleeding, talked=True) is None
    both = Answers(precautions=frozenset({Precaution.BLEEDING, Precaution.IMPLANT}))
    assert reason(True, both, talked=True) is ScreenedOut.NO_ELECTRO


def test_what_is_known_from_before_counts_and_is_not_told() -> None:
    with pytest.raises(ScreenedOutError) as refused:
        require_still_bookable(CURRENT, ["no_electro"], talked=True)
    assert refused.value.reason is ScreenedOut.CALL_FIRST
    require_still_bookable(NEEDLES, ["no_electro", "blood_thinners"])
    require_still_bookable(NEEDLES, ["bleeding_disorder"], talked=True)


def test_every_question_has_its_words() -> None:
    assert set(RED_FLAGS) == set(RedFlag)
    assert set(PRECAUTIONS) == set(Precaution)
