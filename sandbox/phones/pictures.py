"""Pictures a patient sends: where one lives at the carrier, and what comes back from there."""

import base64

from sandbox.phones.settings import PhonesSettings
from sandbox.phones.texts import Text

# A grey pixel stands for every picture.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


def picture_sid(text: Text, index: int) -> str:
    """Derived from the message's sid, so that no table is needed."""
    return f"ME{index:02x}{text.sid[4:]}"


def picture_uri(settings: PhonesSettings, text: Text, index: int) -> str:
    account = f"/2010-04-01/Accounts/{settings.account_sid}"
    return f"{account}/Messages/{text.sid}/Media/{picture_sid(text, index)}"
