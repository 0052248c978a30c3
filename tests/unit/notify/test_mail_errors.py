"""What each refusal of a mail server asks for."""

from datetime import timedelta

import pytest

from services.notify.domain.carrier_errors import ErrorClass
from services.notify.domain.mail_errors import (
    BAD_ADDRESS,
    ERRORS,
    Stage,
    classify_reply,
    classify_silence,
    code_of,
    is_bad_address,
)

ENVELOPE, CONTENT, CONNECT = Stage.ENVELOPE, Stage.CONTENT, Stage.CONNECT


@pytest.mark.parametrize(
    ("reply", "message", "stage", "expected", "again"),
    [
        (421, "4.3.2 shutting down", ENVELOPE, ErrorClass.RETRY, True),
        (450, "4.2.1 try later", ENVELOPE, ErrorClass.RETRY, True),
        (451, "4.7.1 greylisted", ENVELOPE, ErrorClass.RETRY, True),
        (452, "4.3.1 disk full", CONTENT, ErrorClass.RETRY, True),
        (499, "a new one", ENVELOPE, ErrorClass.RETRY, True),
        (535, "5.7.8 wrong password", CONNECT, ErrorClass.CONFIGURATION, True),
        (554, "no mail for you", CONNECT, ErrorClass.CONFIGURATION, True),
        (530, "5.7.0 log in first", ENVELOPE, ErrorClass.CONFIGURATION, True),
        (550, "5.1.1 no such user", ENVELOPE, ErrorClass.PERMANENT, False),
        (550, "no such user", ENVELOPE, ErrorClass.PERMANENT, False),
        (553, "mailbox name", ENVELOPE, ErrorClass.PERMANENT, False),
        (550, "5.7.1 refused by policy", ENVELOPE, ErrorClass.CONFIGURATION, False),
        (552, "5.2.2 over quota", ENVELOPE, ErrorClass.RETRY, True),
        (554, "5.7.1 spam", CONTENT, ErrorClass.CONFIGURATION, False),
        (550, "5.7.26 DMARC", CONTENT, ErrorClass.CONFIGURATION, False),
        (599, "a new one", CONTENT, ErrorClass.CONFIGURATION, False),
    ],
)
def test_a_refusal_is_classified_once(
    reply: int, message: str, stage: Stage, expected: ErrorClass, again: bool
) -> None:
    error = classify_reply(reply, message, stage)
    assert (error.error_class, error.delay_after(1) is not None) == (expected, again)


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (CONNECT, ErrorClass.RETRY),
        (ENVELOPE, ErrorClass.RETRY),
        (CONTENT, ErrorClass.AMBIGUOUS),
    ],
)
def test_silence_is_a_riddle_only_once_the_content_was_on_its_way(
    stage: Stage, expected: ErrorClass
) -> None:
    assert classify_silence(stage).error_class is expected


def test_a_greylisted_email_comes_back_after_minutes_and_then_every_hour() -> None:
    error = classify_reply(451, "later", ENVELOPE)
    delays = [error.delay_after(attempt) for attempt in (1, 2, 3, 4, 9)]
    assert delays == [timedelta(minutes=n) for n in (1, 5, 15, 60, 60)]


def test_the_enhanced_code_says_more_where_it_is_known() -> None:
    assert code_of(550, "5.1.1 <ana@example.com> unknown") == "5.1.1"
    assert code_of(550, "5.9.9 who knows") == "550"
    assert code_of(550, "nobody here since 5.1.1999") == "550"


def test_only_what_is_said_of_the_recipient_marks_the_address() -> None:
    assert is_bad_address("5.1.1", ENVELOPE)
    assert not is_bad_address("550", CONTENT)
    assert not is_bad_address("5.7.1", ENVELOPE)


def test_an_address_is_given_up_only_for_what_is_permanent() -> None:
    assert {ERRORS[code].error_class for code in BAD_ADDRESS} == {ErrorClass.PERMANENT}
