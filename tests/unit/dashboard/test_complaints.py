"""One line of scores for each complaint of a person, in however many records it was described."""

from datetime import timedelta

import pytest

from services.dashboard.domain.complaints import Complaint, join_lines
from tests.support.facts import NOW

DAY = timedelta(days=1)


def described(
    complaint_id: str | None,
    *,
    record: str = "ana",
    code: str | None = "low_back",
    baseline: int | None = 7,
    days_ago: int | None = 0,
) -> Complaint:
    at = None if days_ago is None else NOW - days_ago * DAY
    return Complaint(complaint_id, record, code, baseline, at)


LATER = described("later", baseline=8)
FIRST = described("first", record="anna", baseline=9, days_ago=60)
SAME_RECORD = described("first", baseline=9, days_ago=60)
OTHER_CODE = described("neck", record="anna", code="neck", days_ago=60)
LONG_AGO = described("first", record="anna", days_ago=400)
UNKNOWN = described("unheard", record="anna", code=None, days_ago=None)
OF_NONE = described(None, record="anna", code=None, days_ago=None)


def test_s103_the_same_complaint_of_two_records_is_one_line_that_begins_with_the_first() -> None:
    [line] = join_lines([LATER, FIRST], [])
    assert (line.complaint_ids, line.code, line.baseline) == (["first", "later"], "low_back", 9)


@pytest.mark.parametrize("other", [SAME_RECORD, OTHER_CODE, LONG_AGO, UNKNOWN, OF_NONE])
def test_what_is_not_the_same_stays_a_line_of_its_own_in_the_order_given(other: Complaint) -> None:
    ids = [line.complaint_ids for line in join_lines([LATER, other], [])]
    assert ids == [["later"], [other.complaint_id] if other.complaint_id else []]


def test_a_course_in_between_keeps_a_complaint_the_same_however_long_ago_it_began() -> None:
    [line] = join_lines([LATER, LONG_AGO], [NOW - 100 * DAY])
    assert line.complaint_ids == ["first", "later"]
