"""A second factor's codes, against RFC 6238 and against reuse."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from services.dashboard.domain.second_factor import (
    RECOVERY_CODES,
    STEP_SECONDS,
    accepted_step,
    address_of,
    hash_of,
    new_recovery_codes,
    new_secret,
)

# RFC 6238 appendix B: this key in base 32, and the last six digits of its SHA-1 codes.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]
NOW = datetime(2027, 3, 8, 17, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "code"), RFC_VECTORS)
def test_the_rfcs_own_codes_are_accepted(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert accepted_step(RFC_SECRET, code, at, after=0) == seconds // STEP_SECONDS


@pytest.mark.parametrize(
    ("drift", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_phones_clock_may_be_one_step_off(drift: int, right: bool) -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW + timedelta(seconds=drift * STEP_SECONDS))
    assert (accepted_step(secret, code, NOW, after=0) is not None) is right


def test_a_code_counts_once_and_none_before_it_counts_again() -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW)
    step = accepted_step(secret, code, NOW, after=0)
    assert step is not None
    assert accepted_step(secret, code, NOW, after=step) is None


def test_spaces_in_a_code_are_how_apps_show_it() -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW)
    assert accepted_step(secret, f" {code[:3]} {code[3:]} ", NOW, after=0) is not None


@pytest.mark.parametrize("code", ["", "abcdef", "0000000", "１２３４５６"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert accepted_step(RFC_SECRET, code, NOW, after=0) is None


def test_recovery_codes_differ_and_are_read_however_they_are_typed() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    assert hash_of(codes[0]) == hash_of(codes[0].lower().replace("-", " "))
    assert len({hash_of(code) for code in codes}) == RECOVERY_CODES


def test_the_app_is_told_whose_code_it_is() -> None:
    address = address_of(RFC_SECRET, account="lin@example.org", issuer="Elm Clinic")
    assert address.startswith("otpauth://totp/Elm%20Clinic:lin%40example.org?")
