"""Who is asking: a token that dashboard made for one member of staff."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.auth import Role, Staff, TokenError, verify_token
from shared.clock import Clock
from shared.http.problems import Problem

EVERYONE = frozenset(Role)
WORKING = frozenset({Role.OWNER, Role.PRACTITIONER, Role.FRONT_DESK})
# What came of a case is for those who may judge it.
CLINICAL = frozenset({Role.OWNER, Role.PRACTITIONER})

_bearer = HTTPBearer(auto_error=False)


@dataclass(frozen=True)
class Access:
    """`audience` is the service that is asked; a token made for another is refused."""

    audience: str
    secret: str
    clock: Clock

    def allow(self, roles: frozenset[Role]) -> Callable[..., Staff]:
        """A dependency: the member of staff, or a problem (401, 403)."""

        def staff(
            bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
        ) -> Staff:
            found = self._verify(bearer.credentials if bearer else "")
            if found.role not in roles:
                raise Problem(403, "role_may_not", "Your role may not do this")
            return found

        return staff

    def _verify(self, token: str) -> Staff:
        try:
            return verify_token(
                token, audience=self.audience, secret=self.secret, now=self.clock.now()
            )
        except TokenError:
            raise Problem(401, "not_signed_in", "A valid staff token is needed") from None
