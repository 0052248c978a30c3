"""Reading what a webhook answers to an inbound text."""

from xml.etree import ElementTree as ET

_XML = {"text/xml", "application/xml", "text/html"}


class UnreadableAnswerError(Exception):
    """`code` is what Twilio's debugger would show: 12100 for bad XML, 12300 for a wrong type."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def read_replies(content_type: str, body: str) -> list[str]:
    """The texts to send back. Raises UnreadableAnswerError."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body.strip():
        return []
    if kind == "text/plain":
        return [body]
    if kind not in _XML:
        raise UnreadableAnswerError(12300)
    try:
        root = ET.fromstring(body)  # noqa: S314 - from the service under development, not a stranger
    except ET.ParseError as error:
        raise UnreadableAnswerError(12100) from error
    return [text for message in root.iter("Message") if (text := _message_text(message))]


def _message_text(message: ET.Element) -> str:
    bodies = [body.text or "" for body in message.iter("Body")]
    return " ".join(bodies).strip() if bodies else (message.text or "").strip()
