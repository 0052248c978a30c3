"""Twilio's error answers. Codes and meanings are Twilio's published ones; the wording is ours."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import JSONResponse


@dataclass(frozen=True)
class _Meaning:
    status: int
    message: str


_MEANINGS = {
    20001: _Meaning(400, "Invalid parameter"),
    20003: _Meaning(401, "Authenticate"),
    20009: _Meaning(409, "The message has not been finalised yet"),
    20404: _Meaning(404, "The requested resource was not found"),
    20429: _Meaning(429, "Too Many Requests"),
    20500: _Meaning(500, "Internal Server Error"),
    21211: _Meaning(400, "Invalid 'To' Phone Number"),
    21212: _Meaning(400, "Invalid 'From' Phone Number"),
    21408: _Meaning(400, "Sending to this region is not enabled for the account"),
    21602: _Meaning(400, "Message body is required"),
    21603: _Meaning(400, "A 'From' phone number is required"),
    21604: _Meaning(400, "A 'To' phone number is required"),
    21606: _Meaning(400, "The 'From' number is not an SMS-capable number of this account"),
    21609: _Meaning(400, "Invalid 'StatusCallback' URL"),
    21610: _Meaning(400, "Attempt to send to unsubscribed recipient"),
    21611: _Meaning(429, "The 'From' number has exceeded its message queue"),
    21612: _Meaning(400, "The 'To' number is not reachable by SMS"),
    21614: _Meaning(400, "The 'To' number is not a valid mobile number"),
    21617: _Meaning(400, "The message body exceeds the 1600 character limit"),
    21701: _Meaning(404, "The Messaging Service does not exist"),
    30409: _Meaning(409, "This message cannot be canceled"),
    35111: _Meaning(400, "'SendAt' is missing, malformed or outside 300 seconds to 35 days"),
    35114: _Meaning(400, "Unsupported 'ScheduleType'"),
    35118: _Meaning(400, "A Messaging Service is required to schedule a message"),
}

# What a message carries when it failed after it was accepted.
DELIVERY_ERRORS = {
    21610: "Attempt to send to unsubscribed recipient",
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered by the carrier",
    30008: "Unknown error",
    30034: "The sending number is not registered for this traffic",
    30036: "The validity period expired",
    30410: "The provider timed out",
}


class RefusedError(Exception):
    """Twilio says no. `code` is Twilio's own; it decides the HTTP status."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status = _MEANINGS[code].status
        self.detail = detail

    def body(self) -> dict[str, int | str]:
        message = _MEANINGS[self.code].message
        return {
            "code": self.code,
            "message": f"{message}: {self.detail}" if self.detail else message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


async def answer_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedError)  # noqa: S101 - registered for this type alone
    challenge = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.code == 20003 else None
    return JSONResponse(error.body(), error.status, headers=challenge)
