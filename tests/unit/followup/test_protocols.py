"""When patients are asked, as data."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.followup.domain.course import visit_numbers
from services.followup.domain.protocols import (
    PROTOCOLS,
    Treated,
    UnknownProtocolError,
    get_protocol,
    plan,
)

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2027, 3, 2, 10, 0, tzinfo=LOS_ANGELES).astimezone(UTC)


def treated(at: datetime = TUESDAY, plan_id: str = "after_needling", visit: str = "a") -> Treated:
    return Treated(visit, get_protocol(plan_id), at, LOS_ANGELES)


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


def test_the_peg_is_asked_after_visits_5_and_12_and_at_the_end_of_the_course() -> None:
    course = [treated(TUESDAY + timedelta(weeks=n), visit=f"v{n + 1}") for n in range(12)]
    pegs = [(visit, kind) for visit, kind, _ in plan(course) if kind.startswith("peg")]
    assert pegs == [
        ("v5", "peg_course"),
        ("v12", "peg_course"),
        ("v12", "peg_end"),
        ("v12", "peg_3_months"),
        ("v12", "peg_12_months"),
    ]


def test_a_treatment_long_after_the_last_begins_a_new_course() -> None:
    days = [0, 7, 14, 21, 28, 28 + 91, 28 + 98]
    assert visit_numbers([TUESDAY + timedelta(days=d) for d in days]) == [1, 2, 3, 4, 5, 1, 2]


def test_an_unknown_plan_is_an_error() -> None:
    with pytest.raises(UnknownProtocolError):
        get_protocol("unheard_of")


def test_every_plan_asks_at_different_times() -> None:
    for protocol in PROTOCOLS.values():
        days = [step.days_after for step in protocol.steps]
        assert days == sorted(set(days))
