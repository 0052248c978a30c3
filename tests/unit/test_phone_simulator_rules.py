"""The simulator's rules that need no server."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.phones.refusals import is_phone
from sandbox.phones.rendering import linked
from sandbox.phones.timetravel import until_next
from sandbox.phones.transport import ConnectionOverrides, parse_overrides
from sandbox.phones.twiml import UnreadableAnswerError, read_replies

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2027, 3, 10, 16, 0, tzinfo=UTC), 1),  # 8:00
        (datetime(2027, 3, 10, 17, 0, tzinfo=UTC), 24),  # 9:00 itself: the next one
        (datetime(2027, 3, 13, 17, 0, tzinfo=UTC), 23),  # the night that loses an hour
        (datetime(2027, 11, 6, 16, 0, tzinfo=UTC), 25),  # the night that gains one
    ],
)
def test_the_next_nine_oclock_is_on_the_clinics_wall(now: datetime, hours: int) -> None:
    assert until_next(now, time(9), LOS_ANGELES) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", ConnectionOverrides()),
        (
            "rc=3&rp=ct,rt,5xx",
            ConnectionOverrides(retries=3, policy=frozenset({"ct", "rt", "5xx"})),
        ),
        ("ct=200&rt=300&tt=900", ConnectionOverrides(200, 300, 900)),
        ("rc=9&ct=1&rt=soon&rp=whatever", ConnectionOverrides()),
    ],
)
def test_a_webhooks_fragment_overrides_what_is_in_range(
    fragment: str, expected: ConnectionOverrides
) -> None:
    assert parse_overrides(fragment) == expected


@pytest.mark.parametrize(
    ("content_type", "body", "replies"),
    [
        ("", "", []),
        ("text/xml", '<?xml version="1.0"?><Response />', []),
        ("text/xml; charset=utf-8", "<Response><Message>a &amp; b</Message></Response>", ["a & b"]),
        ("application/xml", "<Response><Message><Body>hi</Body></Message></Response>", ["hi"]),
        ("text/xml", "<Response><Message>1</Message><Message>2</Message></Response>", ["1", "2"]),
        ("text/xml", "<Response><Message /></Response>", []),
        ("text/plain", "hi", ["hi"]),
    ],
)
def test_a_twiml_answer_is_read(content_type: str, body: str, replies: list[str]) -> None:
    assert read_replies(content_type, body) == replies


@pytest.mark.parametrize(
    ("content_type", "body", "code"),
    [("application/json", '"<Response />"', 12300), ("text/xml", "<Response>", 12100)],
)
def test_an_unreadable_answer_has_twilios_debugger_code(
    content_type: str, body: str, code: int
) -> None:
    with pytest.raises(UnreadableAnswerError) as caught:
        read_replies(content_type, body)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("number", "possible"),
    [
        ("+13105550142", True),
        ("+34612345678", True),
        ("3105550142", False),
        ("+911", False),
        ("+1310555", False),
        ("+1 310 555 0142", False),
        ("whatsapp:+13105550142", False),
    ],
)
def test_only_possible_e164_numbers_are_phones(number: str, possible: bool) -> None:
    assert is_phone(number) is possible


def test_links_are_clickable_and_all_else_is_escaped() -> None:
    assert linked("<b> see https://a.example/x?y=1&z=2. Bye") == (
        '&lt;b&gt; see <a href="https://a.example/x?y=1&amp;z=2" target="_blank"'
        ' rel="noopener noreferrer">https://a.example/x?y=1&amp;z=2</a>. Bye'
    )
    assert "<a" not in linked("javascript:alert(1)")
