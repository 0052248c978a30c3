"""The link that ends reminders by e-mail. It names the e-mail it stands in, and cannot be guessed."""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

_DIGEST_CHARACTERS = 32


@dataclass(frozen=True)
class StopLinks:
    """`base_url` is where patients reach notify's pages. `key`: a secret that never changes."""

    base_url: str
    key: str

    def link_to(self, text_id: UUID) -> str:
        return f"{self.base_url.rstrip('/')}/mail/{self.token_of(text_id)}"

    def token_of(self, text_id: UUID) -> str:
        return text_id.hex + self._digest(text_id)

    def read(self, token: str) -> UUID | None:
        try:
            text_id = UUID(hex=token[:32])
        except ValueError:
            return None
        genuine = hmac.compare_digest(token.encode(), self.token_of(text_id).encode())
        return text_id if genuine else None

    def _digest(self, text_id: UUID) -> str:
        said = b"no reminders by e-mail:" + text_id.bytes
        return hmac.new(self.key.encode(), said, hashlib.sha256).hexdigest()[:_DIGEST_CHARACTERS]
