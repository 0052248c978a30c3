"""Results of many patients, against a table computed by hand."""

from datetime import timedelta

import pytest

from services.followup.domain.results import (
    SMALLEST_GROUP,
    PatientResult,
    group_results,
    summarise_responses,
)


def result(patient: int, baseline: int, last: int, complaint: str = "low_back") -> PatientResult:
    return PatientResult(f"p{patient}", complaint, "acupuncture", "lin", baseline, last)


def test_a_group_shows_its_spread_and_who_gained_by_which_rule() -> None:
    # Changes: -4, -2, -1, 0, +2.
    members = [result(n, b, s) for n, (b, s) in enumerate([(8, 4), (8, 6), (3, 2), (5, 5), (4, 6)])]
    (group,) = group_results(members, lambda r: r.complaint)
    assert group.spread is not None
    assert (group.patients, group.spread.mean, group.spread.median) == (5, -1.0, -1.0)
    assert group.spread.standard_deviation == pytest.approx(2.2361, abs=1e-4)
    assert (group.spread.lower_quartile, group.spread.upper_quartile) == (-2.0, 0.0)
    # By points -4 and -2; by percent -50 % and -33.3 %, not -25 %.
    assert (group.by_points, group.by_percent, group.by_both, group.worse) == (2, 2, 1, 1)


def test_a_small_group_shows_nothing_but_its_number() -> None:
    small = [result(n, 8, 4) for n in range(SMALLEST_GROUP - 1)]
    (group,) = group_results(small, lambda r: r.complaint)
    assert (group.patients, group.spread, group.by_points, group.worse) == (4, None, None, None)


def test_two_complaints_of_one_patient_do_not_make_a_group_larger() -> None:
    same = [result(1, 8, 4) for _ in range(SMALLEST_GROUP)]
    (group,) = group_results(same, lambda r: r.treatment)
    assert (group.patients, group.spread) == (1, None)


def test_who_answers_and_how_soon() -> None:
    minutes = [timedelta(minutes=m) for m in (5, 10, 60)]
    responses = summarise_responses([*minutes, None])
    assert (responses.asked, responses.answered, responses.rate_percent) == (4, 3, 75.0)
    assert responses.median_reply == timedelta(minutes=10)


def test_where_nobody_was_asked_there_is_no_rate() -> None:
    responses = summarise_responses([])
    assert (responses.rate_percent, responses.median_reply) == (None, None)
