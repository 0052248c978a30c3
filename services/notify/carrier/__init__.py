"""The ways out: texts through Twilio, with proof that what comes in is from it; e-mails by SMTP."""

from services.notify.carrier.contract import (
    Accepted,
    Carrier,
    CarrierAwayError,
    Door,
    Going,
    Outcome,
    Outgoing,
    OutgoingMail,
    Received,
    Refused,
)
from services.notify.carrier.pace import Limits, Pace, SharedPace, Unpaced
from services.notify.carrier.signature import EMPTY_ANSWER, HEADER, answer, is_genuine
from services.notify.carrier.smtp import MailServer, NoMailServer, Security, Smtp
from services.notify.carrier.twilio import Twilio

__all__ = [
    "EMPTY_ANSWER",
    "HEADER",
    "Accepted",
    "Carrier",
    "CarrierAwayError",
    "Door",
    "Going",
    "Limits",
    "MailServer",
    "NoMailServer",
    "Outcome",
    "Outgoing",
    "OutgoingMail",
    "Pace",
    "Received",
    "Refused",
    "Security",
    "SharedPace",
    "Smtp",
    "Twilio",
    "Unpaced",
    "answer",
    "is_genuine",
]
