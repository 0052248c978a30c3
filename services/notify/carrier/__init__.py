"""The ways out: texts through Twilio, with proof that what comes in is from it; e-mails by SMTP."""

from services.notify.carrier.contract import (
    Accepted,
    Carrier,
    CarrierAwayError,
    Door,
    Outcome,
    Outgoing,
    OutgoingMail,
    Received,
    Refused,
)
from services.notify.carrier.pace import Limits, Pace, SharedPace, Unpaced
from services.notify.carrier.signature import EMPTY_ANSWER, HEADER, answer, is_genuine
from services.notify.carrier.smtp import MailDoor, MailServer, NoMailServer, Security, Smtp
from services.notify.carrier.twilio import Twilio

__all__ = [
    "EMPTY_ANSWER",
    "HEADER",
    "Accepted",
    "Carrier",
    "CarrierAwayError",
    "Door",
    "Limits",
    "MailDoor",
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
