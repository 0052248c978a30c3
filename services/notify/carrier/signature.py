"""Whether a request comes from Twilio: its signature over the public address and the form."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

HEADER = "X-Twilio-Signature"
# "No reply": answers go through the same sender as everything else.
EMPTY_ANSWER = str(MessagingResponse())


def answer(text: str) -> str:
    """Said by the carrier on the spot: for when we can neither store nor send."""
    response = MessagingResponse()
    response.message(text)
    return str(response)


def is_genuine(
    tokens: Sequence[str], url: str, sent: FormData | str, signature: str | None
) -> bool:
    """`tokens`: during a rotation there are two. `sent` is the form itself, which knows repeated
    names, or the text of another body, which counts only if the address carries its hash.
    """
    if isinstance(sent, str) and "bodySHA256" not in parse_qs(urlsplit(url).query):
        return False
    return any(RequestValidator(t).validate(url, sent, signature or "") for t in tokens)
