"""Who a request from another service speaks for: short-lived, signed, for one audience."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import jwt

LIFETIME = timedelta(seconds=60)
# Two machines' clocks may differ by this much.
LEEWAY = timedelta(seconds=10)


class Role(StrEnum):
    OWNER = "owner"
    PRACTITIONER = "practitioner"
    FRONT_DESK = "front_desk"
    READ_ONLY = "read_only"


@dataclass(frozen=True)
class Staff:
    id: str
    name: str
    role: Role


class TokenError(Exception):
    """The token is missing, forged, stale, or meant for another service."""


def issue_token(staff: Staff, *, audience: str, secret: str, now: datetime) -> str:
    return jwt.encode(
        {
            "sub": staff.id,
            "name": staff.name,
            "role": staff.role,
            "aud": audience,
            "exp": (now + LIFETIME).timestamp(),
        },
        secret,
        algorithm="HS256",
    )


def verify_token(token: str, *, audience: str, secret: str, now: datetime) -> Staff:
    """Raises TokenError. Expiry is judged by `now`, not by the system's clock."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=audience,
            options={"verify_exp": False, "require": ["sub", "name", "role", "aud", "exp"]},
        )
        staff = Staff(claims["sub"], claims["name"], Role(claims["role"]))
        expires_at = float(claims["exp"])
    except (jwt.InvalidTokenError, ValueError) as error:
        raise TokenError("not a valid token") from error
    if now.timestamp() > expires_at + LEEWAY.total_seconds():
        raise TokenError("the token has expired")
    return staff
