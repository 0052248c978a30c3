"""What the operations page calls wrong, and from when on."""

import pytest

from services.dashboard.domain.conditions import Condition, Standing, Wrong, conditions
from services.dashboard.pages.phrases import CONDITION, condition_words


def notify(**figures: float) -> Standing:
    return Standing("notify", here=True, figures=figures)


@pytest.mark.parametrize(("late", "wrong"), [(300, []), (301, [Wrong.TEXT_LATE])])
def test_s120_a_text_more_than_five_minutes_late_is_an_alarm(
    late: float, wrong: list[Wrong]
) -> None:
    found = conditions([notify(notify_oldest_due_text_seconds=late)])
    assert [each.wrong for each in found] == wrong


def test_a_service_that_is_away_comes_before_one_that_is_behind() -> None:
    behind = Standing("followup", here=True, behind=501)
    assert conditions([behind, Standing("booking", here=False)]) == [
        Condition(Wrong.AWAY, "booking"),
        Condition(Wrong.BEHIND, "followup", 501),
    ]


@pytest.mark.parametrize(
    "standing",
    [
        Standing("booking", here=True, dead_letters=1),
        Standing("booking", here=True, outbox_age_seconds=61),
        notify(notify_books_differ=1),
        notify(notify_kinds_switched=1),
        notify(notify_oldest_inbound_seconds=121),
    ],
)
def test_one_thing_wrong_is_said_once_and_has_words(standing: Standing) -> None:
    (found,) = conditions([standing])
    assert CONDITION[found.wrong].label
    assert condition_words(found)


def test_what_is_as_it_should_be_is_not_mentioned() -> None:
    well = Standing("booking", here=True, outbox_age_seconds=60, behind=500, figures={})
    assert conditions([well, notify()]) == []
