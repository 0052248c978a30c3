"""A text as Twilio's JSON shows it."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from sandbox.phones.errors import DELIVERY_ERRORS
from sandbox.phones.settings import PhonesSettings
from sandbox.phones.texts import Text
from sandbox.phones.webhooks import API_VERSION

# A typical price of one segment to a US mobile, in dollars.
_SEGMENT_PRICE = 0.0083


def message_json(settings: PhonesSettings, text: Text) -> dict[str, Any]:
    uri = f"/{API_VERSION}/Accounts/{settings.account_sid}/Messages/{text.sid}"
    unassigned = text.service_sid is not None and text.sender is None
    return {
        "account_sid": settings.account_sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": rfc_2822(text.created_at),
        "date_sent": rfc_2822(text.sent_at),
        "date_updated": rfc_2822(text.updated_at),
        "direction": text.direction,
        "error_code": text.error_code,
        "error_message": DELIVERY_ERRORS.get(text.error_code) if text.error_code else None,
        "from": text.sender,
        "messaging_service_sid": text.service_sid,
        "num_media": str(text.pictures),
        "num_segments": "0" if unassigned else str(text.segments),
        "price": _price(text),
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.recipient,
        "uri": f"{uri}.json",
    }


def rfc_2822(at: int | None) -> str | None:
    return None if at is None else format_datetime(datetime.fromtimestamp(at, UTC))


def _price(text: Text) -> str | None:
    if text.sent_at is None:
        return None
    return f"{-_SEGMENT_PRICE * text.segments:.5f}"
