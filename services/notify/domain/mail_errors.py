"""What a mail server's refusals ask for. Sources: RFC 5321 (reply codes) and RFC 3463 with the IANA
registry of enhanced status codes, which say more and are looked at first.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from services.notify.domain.carrier_errors import UNKNOWN_OUTCOME, CarrierError, ErrorClass

_ENHANCED = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Stage(StrEnum):
    """How far the talk with the server had come."""

    CONNECT = "connect"  # up to TLS and the log-in: nothing was said of any e-mail
    ENVELOPE = "envelope"  # sender and recipient
    CONTENT = "content"  # from DATA on: the server may have it


def _minutes(*numbers: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=n) for n in numbers)


# Greylisting asks to come back after minutes; a server that is away for hours is common.
_LATER = CarrierError(ErrorClass.RETRY, _minutes(1, 5, 15, 60), endless=True)
_AWAY = CarrierError(ErrorClass.RETRY, _minutes(0.5, 2, 5, 15), endless=True)
_FULL = CarrierError(ErrorClass.RETRY, _minutes(60, 360))
_PERMANENT = CarrierError(ErrorClass.PERMANENT)
# Ours to mend, and soon mended: it waits as long as it is of use.
_OURS = CarrierError(ErrorClass.CONFIGURATION, _minutes(5, 15, 60), endless=True)
# What we sent is not wanted: more of it makes it worse.
_REFUSED = CarrierError(ErrorClass.CONFIGURATION)

ERRORS: Mapping[str, CarrierError] = {
    "421": _AWAY,
    "430": _OURS,
    "432": _OURS,
    "450": _LATER,
    "451": _LATER,
    "452": _LATER,
    "454": _OURS,  # no TLS now, or a log-in that failed for the moment
    "455": _LATER,
    "500": _REFUSED,
    "501": _PERMANENT,
    "502": _REFUSED,
    "503": _REFUSED,
    "504": _REFUSED,
    "521": _PERMANENT,  # the host takes no mail at all (RFC 7504)
    "530": _OURS,
    "534": _OURS,
    "535": _OURS,
    "538": _OURS,
    "550": _PERMANENT,
    "551": _PERMANENT,
    "552": _FULL,
    "553": _PERMANENT,
    "554": _REFUSED,
    "555": _REFUSED,
    "556": _PERMANENT,  # the domain takes no mail (RFC 7504)
    "4.2.2": _FULL,
    "4.7.0": _LATER,
    "5.1.1": _PERMANENT,
    "5.1.2": _PERMANENT,
    "5.1.3": _PERMANENT,
    "5.1.6": _PERMANENT,
    "5.1.10": _PERMANENT,
    "5.2.1": _PERMANENT,
    "5.2.2": _FULL,
    "5.3.4": _REFUSED,
    "5.7.0": _OURS,
    "5.7.1": _REFUSED,
    "5.7.8": _OURS,
    "5.7.9": _OURS,
    "5.7.26": _REFUSED,  # SPF, DKIM or DMARC of our domain
}

# No e-mail will ever reach this address, if the server says so of the recipient.
BAD_ADDRESS = frozenset(
    {"550", "551", "553", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "521", "556"}
)


def code_of(reply: int, message: str) -> str:
    """The enhanced code where it is one of ours, else the reply's."""
    found = _ENHANCED.match(message)
    return found[1] if found and found[1] in ERRORS else str(reply)


def classify_reply(reply: int, message: str, stage: Stage) -> CarrierError:
    """Of a refusal. A refusal before anything was said of an e-mail is about us, not about it; a
    code new to us is read by its first digit.
    """
    if stage is Stage.CONNECT:
        return _AWAY if reply == 421 else _OURS
    known = ERRORS.get(code_of(reply, message))
    if known:
        return known
    return _LATER if 400 <= reply < 500 else _REFUSED


def classify_silence(stage: Stage) -> CarrierError:
    """Of a connection that could not be made, broke, or took too long."""
    return UNKNOWN_OUTCOME if stage is Stage.CONTENT else _AWAY


def is_bad_address(code: str, stage: Stage) -> bool:
    """A refusal of what we wrote says nothing of who reads it."""
    return stage is Stage.ENVELOPE and code in BAD_ADDRESS
