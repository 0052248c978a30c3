"""Whether a due text may go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notify.domain.decision import (
    Consent,
    Decision,
    Expire,
    Retire,
    Send,
    Situation,
    Wait,
    decide,
)
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.text import Text
from shared.events.appointments import VisitStatus
from shared.events.outreach import Answer, Category
from tests.support import facts
from tests.unit.notify.texts_at import ANA, MORNING, check_in, situation, text

NIGHT = datetime(2027, 3, 9, 6, 0, tzinfo=UTC)  # 22:00
NEXT_MORNING = datetime(2027, 3, 9, 16, 0, tzinfo=UTC)  # 8:00
STOPPED = Consent(stopped=True, categories=frozenset(Category))
ONLY_VISITS = Consent(stopped=False, categories=frozenset({Category.VISIT}))
HOUR = timedelta(hours=1)
CANCELLED = facts.visit(status=VisitStatus.CANCELLED_BY_CLINIC)


@pytest.mark.parametrize(
    ("planned", "known", "expected"),
    [
        (text(), situation(), Send()),
        (text(expires_at=MORNING), situation(), Expire("too_late")),
        (text(appointment_version=2), situation(), Retire("superseded")),
        (text(), situation(visit=None), Retire("superseded")),
        (text(), situation(visit=CANCELLED), Retire("cancelled_by_clinic")),
        (text(kind="cancelled"), situation(visit=CANCELLED), Send()),
        (text(kind="cancelled"), situation(), Retire("booked")),
        (text(), situation(visit=facts.visit(starts_at=MORNING)), Expire("visit_began")),
        (text(), situation(recipient=None), Wait(MORNING + HOUR / 120, "patient_unknown")),
        (text(), situation(recipient=replace(ANA, phone=None)), Retire("no_phone")),
        (text(), situation(consent=STOPPED), Retire("opted_out")),
        (
            text(in_reply_to="r", answers_at=MORNING),
            situation(consent=STOPPED),
            Retire("opted_out"),
        ),
        (check_in(), situation(consent=ONLY_VISITS), Retire("no_consent")),
        (check_in(in_reply_to="r"), situation(consent=ONLY_VISITS), Send()),
        (text(), situation(allowed_phone=False), Retire("not_allowed_here")),
    ],
)
def test_what_is_not_true_or_not_allowed_does_not_go(
    planned: Text, known: Situation, expected: Decision
) -> None:
    assert decide(planned, known, TextingHours(), MORNING) == expected


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        (text(), Wait(NEXT_MORNING, "quiet_hours")),
        (text(expires_at=NEXT_MORNING), Expire("quiet_hours")),
        (check_in(), Wait(NEXT_MORNING, "quiet_hours")),
        (text(answers_at=NIGHT - HOUR / 60), Send()),
        (text(answers_at=NIGHT - HOUR), Wait(NEXT_MORNING, "quiet_hours")),
    ],
)
def test_at_night_only_an_answer_goes(planned: Text, expected: Decision) -> None:
    assert decide(planned, situation(), TextingHours(), NIGHT) == expected


def test_s42_the_hours_are_those_of_the_patients_own_zone() -> None:
    in_honolulu = replace(ANA, zone=ZoneInfo("Pacific/Honolulu"))
    eight_in_la = datetime(2027, 3, 9, 16, 0, tzinfo=UTC)
    verdict = decide(check_in(), situation(recipient=in_honolulu), TextingHours(), eight_in_la)
    assert verdict == Wait(datetime(2027, 3, 9, 18, 0, tzinfo=UTC), "quiet_hours")
    assert decide(check_in(), situation(), TextingHours(), eight_in_la) == Send()


@pytest.mark.parametrize(
    ("planned", "recent", "expected"),
    [
        (check_in(), [], Send()),
        (check_in(), [MORNING - HOUR], Wait(MORNING + 24 * HOUR, "cap")),
        (text(), [MORNING - HOUR], Send()),
        (check_in(answers_at=MORNING), [MORNING - HOUR], Send()),
        (check_in(), [MORNING - 24 * d * HOUR for d in (5, 3)], Send()),
        (
            check_in(),
            [MORNING - 24 * d * HOUR for d in (6, 5, 3)],
            Wait(MORNING + 24 * HOUR, "cap"),
        ),
        (check_in(), [MORNING - 24 * d * HOUR for d in (8, 7, 6)], Send()),
        (
            check_in(expires_at=MORNING + 12 * HOUR),
            [MORNING - HOUR],
            Expire("cap"),
        ),
    ],
)
def test_a_check_in_gives_way_to_what_the_clinic_texted_already(
    planned: Text, recent: list[datetime], expected: Decision
) -> None:
    verdict = decide(planned, situation(recent=tuple(recent)), TextingHours(), MORNING)
    assert verdict == expected


def test_a_question_waits_while_another_patient_is_asked_on_the_same_phone() -> None:
    asking = check_in(expects=Answer.SCORE)
    hours = TextingHours()
    assert isinstance(decide(asking, situation(questioned="ben"), hours, MORNING), Wait)
    assert decide(asking, situation(questioned="ana"), hours, MORNING) == Send()
    assert decide(text(), situation(questioned="ben"), hours, MORNING) == Send()
