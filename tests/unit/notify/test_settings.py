"""What notify refuses to start with."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.stranger import Stranger
from services.notify.settings import NotifySettings
from shared.settings import Environment

SECRET = SecretStr("s" * 40)
PRODUCTION: dict[str, Any] = {
    "environment": Environment.PRODUCTION,
    "service_secret": SECRET,
    "phone_hash_key": SECRET,
    "twilio_auth_token": SECRET,
    "twilio_account_sid": "AC" + "1" * 32,
    "twilio_api_url": None,
    "public_url": "https://clinic.example",
}


def test_production_starts_with_real_credentials_and_texts_everybody() -> None:
    assert NotifySettings(**PRODUCTION).allowed_patterns is None


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"twilio_account_sid": "AC" + "5" * 32}, "MERIDIAN_NOTIFY_TWILIO_ACCOUNT_SID"),
        ({"twilio_auth_token": SecretStr("development-only")}, "TWILIO_AUTH_TOKEN"),
        ({"phone_hash_key": SecretStr("not-a-secret")}, "PHONE_HASH_KEY"),
        ({"twilio_api_url": "http://127.0.0.1:8004"}, "TWILIO_API_URL"),
        ({"public_url": "http://clinic.example"}, "PUBLIC_URL"),
        ({"public_url": "https://my_clinic.example"}, "PUBLIC_URL"),
    ],
)
def test_production_refuses_what_is_only_for_a_desk(missing: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        NotifySettings(**{**PRODUCTION, **missing})


@pytest.mark.parametrize(
    ("phone", "allowed"), [("+13105550123", True), ("+13105560123", False), ("+14155552671", False)]
)
def test_s123_the_default_lets_only_the_simulators_phones_be_texted(
    phone: str, allowed: bool
) -> None:
    patterns = NotifySettings(environment=Environment.SANDBOX).allowed_patterns
    assert AllowedPhones(patterns).include(phone) is allowed


def test_a_stranger_is_the_same_under_one_key_and_another_under_another() -> None:
    one, other = Stranger("a"), Stranger("b")
    assert one("+13105550199") == one("+13105550199")
    assert one("+13105550199") != other("+13105550199")
    assert one("+13105550199") != one("+13105550198")


@pytest.mark.parametrize(
    "address",
    [
        "https://my_clinic.example",
        "https://clinic.example?x=1",
        "https://clinic.example#rc=3",
        "no",
    ],
)
def test_an_address_that_carriers_do_not_call_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="PUBLIC_URL"):
        NotifySettings(MERIDIAN_NOTIFY_PUBLIC_URL=address)
