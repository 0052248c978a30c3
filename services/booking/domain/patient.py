"""Who books: a name, a phone that can be texted, and what they agreed to."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from zoneinfo import available_timezones

import phonenumbers

LONGEST_NAME = 120
LONGEST_EMAIL = 200
# What mail servers take without extensions (RFC 5321), with a domain that has a dot.
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z]{2,63}"
)


class RefusedFieldError(ValueError):
    """What was typed cannot be used. `code` says why; the value is not kept."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


@dataclass(frozen=True)
class Contact:
    """What a patient says about themselves. `phone` is E.164; `language` none means unknown, and
    `guardian` names who books and answers for them, where that is somebody else.
    """

    name: str
    phone: str
    email: str | None = None
    birth_date: date | None = None
    language: str | None = None
    time_zone: str | None = None
    guardian: str | None = None

    @property
    def folded_name(self) -> str:
        """The name as it is compared: "  Ana  LÓPEZ" and "ana lópez" are one person."""
        return unicodedata.normalize("NFKC", self.name).casefold()


def parse_name(typed: str, field: str = "name") -> str:
    """Raises RefusedFieldError."""
    spaced = re.sub(r"\s+", " ", typed).strip()
    name = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"})
    if not any(c.isalpha() for c in name):
        raise RefusedFieldError(field, "missing")
    if len(name) > LONGEST_NAME:
        raise RefusedFieldError(field, "too_long")
    return name


def parse_phone(typed: str, region: str = "US") -> str:
    """E.164. An extension is refused: no text reaches one, and E.164 would drop it silently.

    Raises RefusedFieldError.
    """
    if not typed.strip():
        raise RefusedFieldError("phone", "missing")
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException as error:
        raise RefusedFieldError("phone", "not_a_phone") from error
    if number.extension:
        raise RefusedFieldError("phone", "extension")
    if not phonenumbers.is_valid_number(number):
        raise RefusedFieldError("phone", "not_a_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_email(typed: str) -> str:
    """In lower case: no mail server in use tells cases apart. Raises RefusedFieldError."""
    address = typed.strip().lower()
    if not address:
        raise RefusedFieldError("email", "missing")
    local = address.partition("@")[0]
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise RefusedFieldError("email", "not_an_address")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise RefusedFieldError("email", "not_an_address")
    return address


def parse_time_zone(typed: str) -> str:
    """An IANA name. Raises RefusedFieldError."""
    if typed not in available_timezones():
        raise RefusedFieldError("time_zone", "unknown")
    return typed
