"""What can, and what cannot, get into a log."""

import io
import json
import logging as std_logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from shared import logging


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = std_logging.getLogger()
    before = root.handlers, root.level
    stream = io.StringIO()
    logging.configure("booking", stream=stream)
    yield stream
    root.handlers, root.level = before[0], before[1]
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def last(lines: io.StringIO) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(lines.getvalue().splitlines()[-1])
    return parsed


def test_known_fields_are_written(lines: io.StringIO) -> None:
    structlog.get_logger().info("text.accepted", text_id="018f", attempts=2)
    assert last(lines)["event"] == "text.accepted"
    assert last(lines)["service"] == "booking"
    assert last(lines)["attempts"] == 2


@pytest.mark.parametrize("field", ["phone", "name", "body", "score", "url", "query"])
def test_s125_a_field_that_is_not_on_the_list_is_dropped(lines: io.StringIO, field: str) -> None:
    structlog.get_logger().info("text.accepted", **{field: "Ana Flores, 7"})
    assert "Ana" not in lines.getvalue()
    assert last(lines)["reason"] == f"dropped fields: {field}"


@pytest.mark.parametrize("phone", ["+13105550134", "310-555-0134", "(310) 555-0134"])
def test_s125_a_phone_inside_a_known_field_is_hidden(lines: io.StringIO, phone: str) -> None:
    structlog.get_logger().info("text.failed", reason=f"no route to {phone}")
    assert last(lines)["reason"] == "no route to [phone]"


def test_s125_an_exception_is_logged_without_its_words(lines: io.StringIO) -> None:
    with pytest.raises(ValueError) as raised:
        int("Ana Flores")
    structlog.get_logger().error("http.failed", exc_info=raised.value)
    assert "Ana" not in lines.getvalue()
    assert last(lines)["error"] == "ValueError"
    assert last(lines)["where"]


def test_s125_a_librarys_warning_is_logged_without_its_words(lines: io.StringIO) -> None:
    std_logging.getLogger("aiokafka").warning("cannot send %s", "7 thanks, Ana")
    assert "Ana" not in lines.getvalue()
    assert last(lines)["logger"] == "aiokafka"


def test_an_identifier_is_not_taken_for_a_phone(lines: io.StringIO) -> None:
    structlog.get_logger().info("x", event_id="01930b3e-5c7a-7f10-8a5b-112233445566")
    assert last(lines)["event_id"] == "01930b3e-5c7a-7f10-8a5b-112233445566"
