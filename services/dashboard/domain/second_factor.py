"""A code from a staff member's phone (RFC 6238), and codes on paper for when the phone is lost."""

import hashlib
import hmac
import secrets
from base64 import b32encode
from datetime import datetime

import pyotp

STEP_SECONDS = 30
# Clocks of phones drift: RFC 6238 section 5.2 allows one step either way.
DRIFT = (0, -1, 1)
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits: too many to be tried, so a plain hash of one can be kept
GROUP = 4


def new_secret() -> str:
    return pyotp.random_base32()


def address_of(secret: str, *, account: str, issuer: str) -> str:
    """The otpauth address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def accepted_step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The step the code belongs to, if it is right and later than the step `after`; else None."""
    digits = "".join(code.split())
    current = int(now.timestamp()) // STEP_SECONDS
    maker = pyotp.TOTP(secret)
    for step in (current + drift for drift in DRIFT):
        right = hmac.compare_digest(maker.generate_otp(step).encode(), digits.encode())
        if right and step > after:
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Shown once, as "ABCD-EFGH-IJKL-MNOP"."""
    drawn = (secrets.token_bytes(RECOVERY_BYTES) for _ in range(RECOVERY_CODES))
    return [_grouped(b32encode(each).decode()) for each in drawn]


def hash_of(recovery_code: str) -> bytes:
    plain = recovery_code.upper().replace("-", "").replace(" ", "")
    return hashlib.sha256(plain.encode()).digest()


def _grouped(code: str) -> str:
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
