"""What request handlers ask for: the simulator, and Twilio's basic authentication."""

import base64
import binascii
import secrets
from typing import Annotated

from fastapi import Depends, Request

from sandbox.phones.errors import RefusedError
from sandbox.phones.simulator import Simulator


def _simulator(request: Request) -> Simulator:
    phones: Simulator = request.app.state.simulator
    return phones


Phones = Annotated[Simulator, Depends(_simulator)]


def authenticated(request: Request, phones: Phones) -> None:
    """Raises RefusedError: 20003 for wrong credentials, 20404 for somebody else's account."""
    expected = f"{phones.settings.account_sid}:{phones.settings.auth_token}"
    given = _basic_credentials(request.headers.get("authorization", ""))
    if not secrets.compare_digest(given.encode(), expected.encode()):
        raise RefusedError(20003)
    if request.path_params.get("account_sid") != phones.settings.account_sid:
        raise RefusedError(20404)


def _basic_credentials(header: str) -> str:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
