"""An e-mail as it goes over the wire."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest

from services.notify.carrier import OutgoingMail
from services.notify.carrier.mail_message import write_message

MAIL = OutgoingMail(
    text_id=UUID(int=1),
    attempt_id=UUID(int=2),
    address="ana@example.com",
    from_name="Lin Center",
    subject="您的预约：3月16日周二 上午9:30",
    body="Hello,\n\nsee https://lin.example/m/7Kq2xV.\n\nTom & <Ana>\n",
    at=datetime(2027, 3, 8, 18, tzinfo=UTC),
)


def test_every_try_has_the_same_message_id() -> None:
    again = replace(MAIL, attempt_id=UUID(int=3))
    ids = {write_message(mail, "visits@clinic.example")["Message-ID"] for mail in (MAIL, again)}
    assert ids == {f"<{UUID(int=1)}@clinic.example>"}


def test_a_subject_in_any_script_arrives_as_it_was_written() -> None:
    message = message_from_bytes(
        write_message(MAIL, "visits@clinic.example").as_bytes(), policy=default
    )
    assert message["Subject"] == MAIL.subject
    assert message.get_content_type() == "multipart/alternative"


def test_no_line_is_longer_than_smtp_allows() -> None:
    long = replace(MAIL, body="word " * 400, calendar=b"x" * 3000)
    raw = write_message(long, "visits@clinic.example").as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_html_is_the_same_words_escaped_with_links_that_can_be_followed() -> None:
    html = write_message(MAIL, "visits@clinic.example").get_body(("html",))
    assert html is not None
    page = html.get_content()
    assert '<a href="https://lin.example/m/7Kq2xV">https://lin.example/m/7Kq2xV</a>.' in page
    assert "Tom &amp; &lt;Ana&gt;" in page
    assert "<script" not in page
    assert "http" not in page.replace("https://lin.example/m/7Kq2xV", "")


def test_a_name_cannot_add_a_header() -> None:
    evil = replace(MAIL, subject="Visit\r\nBcc: everybody@example.com")
    message = write_message(evil, "visits@clinic.example")
    assert message["Bcc"] is None
    with pytest.raises(ValueError, match="CR"):
        write_message(replace(MAIL, from_name="Lin\r\nBcc: x@y.z"), "visits@clinic.example")


def test_one_click_ends_only_what_can_be_ended() -> None:
    assert "List-Unsubscribe" not in write_message(MAIL, "visits@clinic.example")
    link = "https://clinic.example/mail/token"
    message = write_message(replace(MAIL, unsubscribe_url=link), "visits@clinic.example")
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
