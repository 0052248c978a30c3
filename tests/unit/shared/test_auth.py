"""Tokens between services."""

from datetime import timedelta

import jwt
import pytest

from shared.auth import Role, Staff, TokenError, issue_token, verify_token
from tests.support.facts import NOW

SECRET = "0123456789abcdef0123456789abcdef"
MEI = Staff("018f", "Mei", Role.FRONT_DESK)


def token(**changes: object) -> str:
    return issue_token(MEI, **{"audience": "booking", "secret": SECRET, "now": NOW, **changes})  # type: ignore[arg-type]


def verify(presented: str, after: timedelta = timedelta()) -> Staff:
    return verify_token(presented, audience="booking", secret=SECRET, now=NOW + after)


def test_a_token_says_who_and_in_which_role() -> None:
    assert verify(token(), after=timedelta(seconds=59)) == MEI


@pytest.mark.parametrize(
    "presented",
    [
        "",
        "x.y.z",
        token(secret=SECRET[::-1]),
        token(audience="followup"),
        jwt.encode({"sub": "1", "aud": "booking"}, SECRET, algorithm="HS256"),
        jwt.encode(
            {"sub": "1", "name": "x", "role": "owner", "aud": "booking", "exp": 9e9}, None, "none"
        ),
        jwt.encode({"sub": "1", "name": "x", "role": "god", "aud": "booking", "exp": 9e9}, SECRET),
    ],
)
def test_anything_else_is_refused(presented: str) -> None:
    with pytest.raises(TokenError):
        verify(presented)


def test_a_token_lasts_a_minute() -> None:
    with pytest.raises(TokenError, match="expired"):
        verify(token(), after=timedelta(seconds=71))
