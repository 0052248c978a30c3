"""Form tokens: a signature over the session, so that another site cannot post in its name."""

import hmac
import secrets

FIELD = "csrf_token"


class CsrfError(Exception):
    """The form's token is missing, forged, or belongs to another session."""


def issue(key: bytes, session_id: str) -> str:
    """A token good for the session's life. The nonce makes each one look different."""
    nonce = secrets.token_urlsafe(12)
    return f"{nonce}.{_signature(key, session_id, nonce)}"


def verify(key: bytes, session_id: str, token: str | None) -> None:
    """Raises CsrfError unless `issue` made the token for this very session."""
    nonce, _, signature = (token or "").partition(".")
    expected = _signature(key, session_id, nonce)
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        raise CsrfError("the form has no valid token for this session")


def _signature(key: bytes, session_id: str, nonce: str) -> str:
    return hmac.digest(key, f"csrf:{nonce}:{session_id}".encode(), "sha256").hex()
