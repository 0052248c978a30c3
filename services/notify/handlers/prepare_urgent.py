"""An urgent text on its way out: no consent, hour or cap holds it back, only the last safeguard
that nobody is texted from a machine that is not the clinic's.
"""

from collections.abc import Sequence
from datetime import timedelta

from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.text import Text
from services.notify.handlers.record_text import record
from services.notify.store import texts
from services.notify.texts import Texts
from shared.clock import Clock
from shared.db import Connection
from shared.ids import new_id


class PrepareUrgent:
    """`lease`: how long a text may stay in `sending` before somebody asks what became of it."""

    def __init__(
        self, clock: Clock, allowed: AllowedPhones, words: Texts, lease: timedelta
    ) -> None:
        self._clock = clock
        self._allowed = allowed
        self._words = words
        self._lease = lease

    async def __call__(self, conn: Connection, claimed: Sequence[Text]) -> list[Text]:
        mine = await texts.lock_claimed(conn, claimed)
        prepared = [await self._prepare(conn, text) for text in mine]
        return [text for text in prepared if text]

    async def _prepare(self, conn: Connection, text: Text) -> Text | None:
        now = self._clock.now()
        assert text.phone  # noqa: S101 - fixed when it was planned
        if now >= text.expires_at:
            await record(conn, text.expire("too_late"), now)
        elif not self._allowed.include(text.phone):
            await record(conn, text.retire("not_allowed_here"), now)
        else:
            return await self._write(conn, text, text.phone)
        return None

    async def _write(self, conn: Connection, text: Text, phone: str) -> Text:
        now = self._clock.now()
        written = self._words.write(
            text.kind, text.template_values["language"], text.template_values
        )
        sending = text.start_sending(
            attempt_id=new_id(),
            phone=phone,
            body=written.body,
            segments=written.segments,
            template=written.template,
            now=now,
            lease_until=now + self._lease,
        )
        await record(conn, sending, now)
        return sending
