"""When patients are asked, as data."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.followup.domain.course import visit_numbers
from services.followup.domain.plans import STANDARD, Plans, Revision, UnknownProtocolError
from services.followup.domain.protocols import (
    ImpossiblePlanError,
    Protocol,
    Step,
    Treated,
    plan,
)
from services.followup.domain.questions import PEG, Ask

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2027, 3, 2, 10, 0, tzinfo=LOS_ANGELES).astimezone(UTC)


def treated(at: datetime = TUESDAY, plan_id: str = "after_needling", visit: str = "a") -> Treated:
    return Treated(visit, STANDARD[plan_id], at, LOS_ANGELES)


def local(planned_at: datetime) -> str:
    return planned_at.astimezone(LOS_ANGELES).strftime("%a %d %b %H:%M")


def test_s95_day_1_day_3_then_weekly_at_17_in_the_clinics_zone() -> None:
    steps = list(plan([treated()]).values())
    assert [(s.kind, local(s.due_at)) for s in steps[:4]] == [
        ("day_1", "Wed 03 Mar 17:00"),
        ("day_3", "Fri 05 Mar 17:00"),
        ("weekly", "Tue 09 Mar 17:00"),
        ("weekly", "Tue 16 Mar 17:00"),  # after the clocks went forward
    ]
    assert [s.kind for s in steps[4:]] == ["weekly"] * 6 + [
        "peg_end",
        "peg_3_months",
        "peg_12_months",
    ]


def test_a_question_lives_for_two_days() -> None:
    lives = {s.expires_at - s.due_at for s in plan([treated()]).values() if not s.waits}
    assert lives == {timedelta(hours=48)}


def test_an_evening_treatment_is_asked_about_on_the_clinics_next_day() -> None:
    monday_evening = datetime(2027, 3, 1, 19, 0, tzinfo=LOS_ANGELES)  # Tuesday already in UTC
    (day_1, *_) = plan([treated(monday_evening.astimezone(UTC))]).values()
    assert local(day_1.due_at) == "Tue 02 Mar 17:00"


def test_s97_a_later_treatment_replaces_the_questions_it_asks_itself() -> None:
    later = treated(TUESDAY + timedelta(days=2), visit="b")
    kinds = [(visit, kind) for visit, kind, _ in plan([treated(), later])]
    assert kinds.count(("a", "day_1")) == 1
    assert [kind for visit, kind in kinds if visit == "a"] == ["day_1"]
    assert [kind for visit, kind in kinds if visit == "b"][:3] == ["day_1", "day_3", "weekly"]


def test_movement_does_not_replace_the_watch_after_needling() -> None:
    movement = treated(TUESDAY + timedelta(hours=20), "weekly", visit="b")
    kinds = [(visit, kind) for visit, kind, _ in plan([treated(), movement])]
    assert [kind for visit, kind in kinds if visit == "a"] == ["day_1", "day_3"]
    assert {kind for visit, kind in kinds if visit == "b"} == {
        "weekly",
        "peg_end",
        "peg_3_months",
        "peg_12_months",
    }


def test_after_needling_visits_5_and_12_the_peg_is_part_of_day_3_and_takes_no_text_of_its_own() -> (
    None
):
    course = [treated(TUESDAY + timedelta(weeks=n), visit=f"v{n + 1}") for n in range(12)]
    pegs = [
        (visit, kind)
        for (visit, kind, _), step in plan(course).items()
        if set(PEG) & set(step.asks)
    ]
    assert pegs == [
        ("v5", "day_3"),
        ("v12", "day_3"),
        ("v12", "peg_end"),
        ("v12", "peg_3_months"),
        ("v12", "peg_12_months"),
    ]


def test_movement_asks_the_peg_by_itself_after_visits_5_and_12() -> None:
    course = [treated(TUESDAY + timedelta(weeks=n), "weekly", f"v{n + 1}") for n in range(12)]
    pegs = [visit for visit, kind, _ in plan(course) if kind == "peg_course"]
    assert pegs == ["v5", "v12"]


def test_coaching_asks_every_other_week_and_nothing_of_needles() -> None:
    steps = plan([treated(plan_id="coaching")])
    assert [kind for _, kind, _ in steps] == ["fortnightly"] * 4 + [
        "peg_end",
        "peg_3_months",
        "peg_12_months",
    ]
    assert {step.asks for step in steps.values()} == {(Ask.SCORE, Ask.PAIN_DAYS), PEG}


@pytest.mark.parametrize("complaint", ["migraine", "headache"])
def test_headaches_are_asked_for_the_days_first(complaint: str) -> None:
    visit = Treated("a", STANDARD["after_needling"], TUESDAY, LOS_ANGELES, complaint)
    weekly = {step.asks for (_, kind, _), step in plan([visit]).items() if kind == "weekly"}
    assert weekly == {(Ask.PAIN_DAYS, Ask.SCORE)}


def test_a_treatment_keeps_the_plan_that_was_in_force_when_it_took_place() -> None:
    changed = Protocol("weekly", (Step("weekly", 14),))
    plans = Plans([Revision(changed, TUESDAY, "chianni")])
    assert plans.in_force("weekly", TUESDAY - timedelta(hours=1)) is STANDARD["weekly"]
    assert plans.in_force("weekly", TUESDAY) is changed


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ((Step("a", 3), Step("b", 3)), "later day"),
        ((Step("a", 1, (Ask.REACTION,)),), "begins with"),
        ((Step("a", 1, (Ask.SCORE, Ask.PAIN_DAYS, Ask.REACTION)),), "right after the score"),
        ((Step("a", 1, (Ask.SCORE, Ask.PEG_PAIN)),), "together"),
        ((Step("a", 1, (Ask.SCORE, Ask.SCORE)),), "each question once"),
        ((Step("a", 1, at=time(23, 0)),), "between 8"),
    ],
)
def test_a_plan_that_cannot_be_asked_is_refused(steps: tuple[Step, ...], why: str) -> None:
    with pytest.raises(ImpossiblePlanError, match=why):
        Protocol("own", steps).check()


def test_a_treatment_long_after_the_last_begins_a_new_course() -> None:
    days = [0, 7, 14, 21, 28, 28 + 91, 28 + 98]
    assert visit_numbers([TUESDAY + timedelta(days=d) for d in days]) == [1, 2, 3, 4, 5, 1, 2]


def test_an_unknown_plan_is_an_error() -> None:
    with pytest.raises(UnknownProtocolError):
        Plans().in_force("unheard_of", TUESDAY)


def test_every_standard_plan_can_be_asked() -> None:
    for protocol in STANDARD.values():
        protocol.check()
