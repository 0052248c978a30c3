"""Webhooks: the signature of Standard Webhooks, the retries, and no way into the house."""

from datetime import UTC, datetime, timedelta

import pytest

from services.booking.carrier import Addresses, RefusedAddressError
from services.booking.domain.webhook import (
    RETRY_AFTER,
    Secrets,
    after_failure,
    body_of,
    signed,
)
from shared.events import Event
from shared.events.appointments import AppointmentBooked
from tests.support import facts

NOW = datetime(2027, 1, 11, 16, tzinfo=UTC)


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    headers = signed(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        '{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_a_rotated_secret_signs_beside_the_new_one_for_a_day() -> None:
    secrets = Secrets("key")
    new, old = secrets.of("e", 2), secrets.of("e", 1)
    assert secrets.valid("e", 2, NOW, NOW + timedelta(hours=23)) == [new, old]
    assert secrets.valid("e", 2, NOW, NOW + timedelta(hours=24)) == [new]
    assert secrets.valid("e", 1, None, NOW) == [old]
    assert secrets.of("f", 1) != old


def test_a_delivery_is_tried_ten_times_over_three_days() -> None:
    waits = [after_failure(attempts) for attempts in range(1, 11)]
    assert waits == [*RETRY_AFTER, None]
    assert timedelta(days=3) < sum(RETRY_AFTER, timedelta()) < timedelta(days=4)


def test_the_body_holds_ids_and_times_and_nothing_else() -> None:
    event: Event = AppointmentBooked(
        patient_id="p1", visit=facts.visit(appointment_id="a1"), actor="patient"
    )
    body = body_of(event.type, NOW, event.model_dump(mode="json"))
    assert '"type": "appointment.booked"' in body
    for private in ("Dr. Lin", "310-555-0100", "https://", "Acupuncture", "Lin Center"):
        assert private not in body


@pytest.mark.parametrize(
    ("url", "numbers"),
    [
        ("https://hooks.example/x", ["127.0.0.1"]),
        ("https://hooks.example/x", ["10.1.2.3"]),
        ("https://hooks.example/x", ["172.16.0.1"]),
        ("https://hooks.example/x", ["192.168.1.1"]),
        ("https://hooks.example/x", ["169.254.169.254"]),
        ("https://hooks.example/x", ["100.64.0.1"]),
        ("https://hooks.example/x", ["0.0.0.1"]),
        ("https://hooks.example/x", ["224.0.0.1"]),
        ("https://hooks.example/x", ["::1"]),
        ("https://hooks.example/x", ["fd00::1"]),
        ("https://hooks.example/x", ["fe80::1"]),
        ("https://hooks.example/x", ["::ffff:10.0.0.1"]),
        ("https://hooks.example/x", ["93.184.216.34", "10.0.0.1"]),
        ("https://hooks.example/x", []),
        ("http://hooks.example/x", ["93.184.216.34"]),
        ("https://user:word@hooks.example/x", ["93.184.216.34"]),
        ("https://hooks.example:99999/x", ["93.184.216.34"]),
    ],
)
async def test_an_address_inside_the_house_or_without_tls_is_refused(
    url: str, numbers: list[str]
) -> None:
    async def resolve(_: str, __: int) -> list[str]:
        return numbers

    with pytest.raises(RefusedAddressError):
        await Addresses(inside=False, resolve=resolve).check(url)


async def test_a_public_address_is_called_by_the_number_that_was_looked_at() -> None:
    async def resolve(_: str, __: int) -> list[str]:
        return ["93.184.216.34"]

    target = await Addresses(inside=False, resolve=resolve).check(
        "https://hooks.example:8443/x?y=1"
    )
    assert str(target) == "https://93.184.216.34:8443/x?y=1"
