"""Who may look: anyone with a staff member's token."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Header

from services.booking.api.counter import Counter
from shared.auth import Staff, TokenError, verify_token
from shared.http import Problem

AUDIENCE = "booking"


def reading_staff(counter: Counter, service_secret: str) -> Callable[..., Staff]:
    def reading(authorization: Annotated[str, Header()] = "") -> Staff:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Problem(401, "unauthorized", "This needs a staff member's token")
        try:
            return verify_token(
                token, audience=AUDIENCE, secret=service_secret, now=counter.clock.now()
            )
        except TokenError:
            raise Problem(401, "unauthorized", "This needs a staff member's token") from None

    return reading
