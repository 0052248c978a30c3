"""The carrier: texts out through Twilio, and proof that what comes in is from it."""

from services.notify.carrier.contract import (
    Accepted,
    Carrier,
    CarrierAwayError,
    Outcome,
    Outgoing,
    Received,
    Refused,
)
from services.notify.carrier.pace import Limits, Pace, SharedPace, Unpaced
from services.notify.carrier.signature import EMPTY_ANSWER, HEADER, answer, is_genuine
from services.notify.carrier.twilio import Twilio

__all__ = [
    "EMPTY_ANSWER",
    "HEADER",
    "Accepted",
    "Carrier",
    "CarrierAwayError",
    "Limits",
    "Outcome",
    "Outgoing",
    "Pace",
    "Received",
    "Refused",
    "SharedPace",
    "Twilio",
    "Unpaced",
    "answer",
    "is_genuine",
]
