"""Carrier error codes and what each asks for. Source: Twilio's error dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class ErrorClass(StrEnum):
    RETRY = "retry"
    PERMANENT = "permanent"  # for this recipient
    OPT_OUT = "opt_out"
    CONFIGURATION = "configuration"  # ours to mend; the recipient is not to blame
    AMBIGUOUS = "ambiguous"  # it may have gone: look before sending again


@dataclass(frozen=True)
class CarrierError:
    """`delays` before each further try. When they are used up the text has failed, unless it is
    `endless`: the carrier has not even looked at it, so the last delay holds until it is of no use.
    """

    error_class: ErrorClass
    delays: tuple[timedelta, ...] = ()
    endless: bool = False

    def delay_after(self, attempts: int) -> timedelta | None:
        """Before the next try, or none when there is to be no other."""
        if attempts <= len(self.delays):
            return self.delays[attempts - 1]
        return self.delays[-1] if self.endless else None


def _minutes(*numbers: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=n) for n in numbers)


_PERMANENT = CarrierError(ErrorClass.PERMANENT)
_OPT_OUT = CarrierError(ErrorClass.OPT_OUT)
_CONFIGURATION = CarrierError(ErrorClass.CONFIGURATION)
UNREACHABLE = CarrierError(ErrorClass.RETRY, _minutes(0.1, 0.5, 1), endless=True)
UNKNOWN_OUTCOME = CarrierError(ErrorClass.AMBIGUOUS)
_BUSY = CarrierError(ErrorClass.RETRY, _minutes(0.1, 0.5, 2, 5, 15), endless=True)
# Nothing we send goes until somebody mends the account, its credentials or its sender. No text is to
# blame: each waits for as long as it is of use.
_ACCOUNT = CarrierError(ErrorClass.CONFIGURATION, _minutes(1, 5, 15), endless=True)
_NEXT_DAY = CarrierError(ErrorClass.RETRY, _minutes(24 * 60))

ERRORS: Mapping[str, CarrierError] = {
    "429": _BUSY,
    "20429": _BUSY,  # "never processed and always safe to retry"
    "21611": CarrierError(ErrorClass.RETRY, _minutes(15, 60)),
    "30001": CarrierError(ErrorClass.RETRY, _minutes(15, 60)),
    "30003": CarrierError(ErrorClass.RETRY, _minutes(30)),  # handset off or out of reach
    "30008": CarrierError(ErrorClass.RETRY, _minutes(5)),
    "30017": CarrierError(ErrorClass.RETRY, _minutes(5, 30)),
    "30022": CarrierError(ErrorClass.RETRY, _minutes(5, 30)),
    "30023": _NEXT_DAY,
    "30027": _NEXT_DAY,
    "30450": CarrierError(ErrorClass.RETRY, _minutes(30)),
    "21211": _PERMANENT,
    "21612": _PERMANENT,
    "21614": _PERMANENT,
    "21635": _PERMANENT,
    "30004": _PERMANENT,
    "30005": _PERMANENT,
    "30006": _PERMANENT,
    "30036": _PERMANENT,  # its validity period ran out: nothing to try again
    "21610": _OPT_OUT,
    "20003": _ACCOUNT,
    "20404": _ACCOUNT,
    "21212": _ACCOUNT,
    "21408": _CONFIGURATION,
    "21602": _CONFIGURATION,
    "21603": _ACCOUNT,
    "21604": _CONFIGURATION,
    "21606": _ACCOUNT,
    "21608": _ACCOUNT,
    "21617": _CONFIGURATION,
    "21619": _CONFIGURATION,
    "21701": _ACCOUNT,
    "21702": _ACCOUNT,
    "21703": _ACCOUNT,
    "21704": _ACCOUNT,
    "21705": _ACCOUNT,
    "30002": _ACCOUNT,
    "30007": _CONFIGURATION,
    "30024": _CONFIGURATION,
    "30032": _CONFIGURATION,
    "30033": _CONFIGURATION,
    "30034": _CONFIGURATION,
    "30035": _CONFIGURATION,
    "30409": _CONFIGURATION,
    "30610": _CONFIGURATION,
    "30640": _CONFIGURATION,
    "35111": _CONFIGURATION,
    "35114": _CONFIGURATION,
    "35115": _CONFIGURATION,
    "35116": _CONFIGURATION,
    "35117": _CONFIGURATION,
    "35118": _CONFIGURATION,
    "35125": _CONFIGURATION,
    "20500": UNKNOWN_OUTCOME,
    # The carrier gave up to avoid a duplicate. Told so by callback, there is nothing to look up.
    "30410": UNKNOWN_OUTCOME,
}


# No text will ever reach this number.
BAD_NUMBER = frozenset({"21211", "21614", "21635", "30005", "30006"})
# Said of our account: all texts wait meanwhile.
ACCOUNT = frozenset(code for code, error in ERRORS.items() if error is _ACCOUNT)
# The carriers refuse what we send: more of it makes it worse (S-57).
STOPS_THE_KIND = frozenset({"30007", "30034"})


def classify_refusal(code: int | None, http_status: int) -> CarrierError:
    """Of an API call that failed. A code new to us is trusted no further than its HTTP status."""
    known = ERRORS.get(str(code))
    if known:
        return known
    if http_status == 429:
        return _BUSY
    return UNKNOWN_OUTCOME if http_status >= 500 else _CONFIGURATION


def classify_report(code: str | None) -> CarrierError:
    """Of a text the carrier had accepted. What is new to us is final, for a person to look at."""
    return ERRORS.get(code or "", _CONFIGURATION)
