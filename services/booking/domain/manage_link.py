"""The link with which a patient manages one visit: 128 bits that only the secret can make."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

BYTES = 16


# Asked for three times by one booking: for the fingerprint, the event and the answer.
@lru_cache(maxsize=256)
def token(appointment_id: str, secret: str) -> str:
    """22 characters. Made again from the id whenever it is needed, so it is kept nowhere."""
    return _signed(f"manage:{appointment_id}", secret)


def wait_token(entry_id: str, secret: str) -> str:
    """As `token`, for a place on the waitlist."""
    return _signed(f"wait:{entry_id}", secret)


def _signed(what: str, secret: str) -> str:
    signature = hmac.digest(secret.encode(), what.encode(), "sha256")
    return base64.urlsafe_b64encode(signature[:BYTES]).decode().rstrip("=")


def fingerprint(link_token: str) -> bytes:
    """What the database keeps: reading it opens no visit."""
    return hashlib.sha256(link_token.encode()).digest()


@dataclass(frozen=True)
class Links:
    """Addresses of the patient's pages. `public_url` has no slash at its end; nor has
    `numbers_url`, where patients see the numbers they gave, empty where they cannot.
    """

    public_url: str
    secret: str
    numbers_url: str = ""

    def fingerprint_for(self, appointment_id: str) -> bytes:
        return fingerprint(token(appointment_id, self.secret))

    def manage_url(self, appointment_id: str) -> str:
        return f"{self.public_url}/m/{token(appointment_id, self.secret)}"

    def wait_url(self, entry_id: str) -> str:
        return f"{self.public_url}/w/{wait_token(entry_id, self.secret)}"

    def find_numbers_url(self, appointment_id: str) -> str | None:
        return f"{self.numbers_url}/{appointment_id}" if self.numbers_url else None
