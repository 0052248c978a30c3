"""At the door: robots do some work first, and nobody tries without end (S-09)."""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from altcha.v1 import Payload, create_challenge, verify_solution
from pydantic import BaseModel, ValidationError

from services.booking.domain.limits import (
    WINDOW,
    ChallengeRequiredError,
    Limits,
    TooManyTriesError,
    Verdict,
)
from services.booking.store.tries import Tries

# Hashes to try, at most: about a second on a telephone.
WORK = 50_000


class _Solution(BaseModel):
    """What ALTCHA's clients send, base64 of its JSON."""

    algorithm: Literal["SHA-256"]
    challenge: str
    number: int
    salt: str
    signature: str


@dataclass(frozen=True)
class Visitor:
    """`address` is the network's; `trapped` says that a field was filled in that no person sees."""

    address: str
    solution: str | None = None
    trapped: bool = False


@dataclass(frozen=True)
class Gate:
    tries: Tries
    limits: Limits
    secret: str

    async def admit(self, visitor: Visitor, phone: str, now: datetime) -> None:
        """Count this try. Raises ChallengeRequiredError and TooManyTriesError."""
        whos = [self._named(f"address:{visitor.address}"), self._named(f"phone:{phone}")]
        tries = await self.tries.count(whos, now)
        solved = bool(visitor.solution) and await self._is_solved(visitor.solution or "", now)
        verdict = self.limits.judge(tries, solved=solved, suspicious=visitor.trapped)
        if verdict is Verdict.REFUSE:
            raise TooManyTriesError
        if verdict is Verdict.CHALLENGE:
            raise ChallengeRequiredError(self._challenge(now))

    def _challenge(self, now: datetime) -> dict[str, str | int]:
        made = create_challenge(
            hmac_key=self.secret,
            max_number=WORK,
            algorithm="SHA-256",
            salt_length=12,
            salt="",
            number=None,
            expires=now + WINDOW,
            params=None,
        )
        return {
            "algorithm": made.algorithm,
            "challenge": made.challenge,
            "maxnumber": made.max_number,
            "salt": made.salt,
            "signature": made.signature,
        }

    async def _is_solved(self, sent: str, now: datetime) -> bool:
        """Right, in time, and not used before."""
        try:
            solution = _Solution.model_validate_json(base64.b64decode(sent, validate=True))
        except (ValueError, ValidationError):
            return False
        payload = Payload(**solution.model_dump())
        right, _ = verify_solution(payload, self.secret, check_expires=False)
        _, expires, _ = payload.parse_salt()
        if not right or expires is None or expires < now.timestamp():
            return False
        return await self.tries.spend(solution.challenge, now)

    def _named(self, who: str) -> str:
        """Redis sees neither phones nor addresses."""
        return hmac.digest(self.secret.encode(), who.encode(), "sha256").hex()[:32]
