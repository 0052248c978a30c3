"""The carrier's codes and what each asks for."""

from datetime import timedelta

import pytest

from services.notify.domain.carrier_errors import (
    ErrorClass,
    classify_refusal,
    classify_report,
)

E = ErrorClass
CLASSES = {
    E.RETRY: "429 20429 21611 30001 30003 30008 30017 30022 30023 30027 30450",
    E.PERMANENT: "21211 21612 21614 21635 30004 30005 30006 30036",
    E.OPT_OUT: "21610",
    E.CONFIGURATION: (
        "20003 20404 21212 21606 21603 21701 21702 21703 21704 21705 21408 21602 21604 21617 21619"
        " 21608 30002 30007 30024 30032 30033 30034 30035 30610 30640 35111 35114 35115 35116"
        " 35117 35118 35125 30409"
    ),
    E.AMBIGUOUS: "20500 30410",
}


@pytest.mark.parametrize(
    ("code", "error_class"), [(c, k) for k, codes in CLASSES.items() for c in codes.split()]
)
def test_a_known_code_has_its_class_wherever_it_comes_from(
    code: str, error_class: ErrorClass
) -> None:
    assert classify_refusal(int(code), 400).error_class is error_class
    assert classify_report(code).error_class is error_class


@pytest.mark.parametrize(
    ("code", "http_status", "error_class"),
    [
        (502, 502, E.AMBIGUOUS),
        (99999, 500, E.AMBIGUOUS),
        (None, 503, E.AMBIGUOUS),
        (99999, 400, E.CONFIGURATION),
        (None, 429, E.RETRY),
    ],
)
def test_a_new_code_is_trusted_no_further_than_its_http_status(
    code: int | None, http_status: int, error_class: ErrorClass
) -> None:
    assert classify_refusal(code, http_status).error_class is error_class


def test_a_new_code_in_a_report_is_final() -> None:
    assert classify_report("39999").delay_after(1) is None


@pytest.mark.parametrize(
    ("code", "delays"),
    [("30003", [30, None]), ("30008", [5, None]), ("30017", [5, 30, None])],
)
def test_a_retry_waits_as_the_table_says(code: str, delays: list[int | None]) -> None:
    expected = [None if d is None else timedelta(minutes=d) for d in delays]
    error = classify_report(code)
    assert [error.delay_after(n + 1) for n in range(len(delays))] == expected


@pytest.mark.parametrize("code", ["20003", "20404", "21606", "21703", "30002"])
def test_what_is_wrong_with_the_account_is_no_texts_fault(code: str) -> None:
    assert classify_refusal(int(code), 400).delay_after(100) == timedelta(minutes=15)


@pytest.mark.parametrize("code", ["21617", "21408", "30007", "30034"])
def test_what_is_wrong_with_the_words_or_the_campaign_is_not_tried_again(code: str) -> None:
    assert classify_report(code).delay_after(1) is None


def test_a_busy_carrier_is_never_given_up_on() -> None:
    assert classify_refusal(20429, 429).delay_after(100) == timedelta(minutes=15)
