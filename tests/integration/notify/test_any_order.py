"""Bookings, moves, cancellations, replies, reports and deaths in any order: what must hold after.

MERIDIAN_EXAMPLES sets how many stories are tried; `--hypothesis-seed` repeats a run.
"""

import os
from collections import Counter
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from services.notify.domain.text import Text
from shared.events.messages import TextState
from tests.integration.notify.stories import Stories
from tests.integration.notify.worlds import HOURS
from tests.support.facts import ZONE

EXAMPLES = int(os.environ.get("MERIDIAN_EXAMPLES", "10"))
STEPS = 25
# Confirms a stop that the carrier did not confirm itself (S-63).
AFTER_A_STOP = {"stop_noted"}
RANK = {"accepted": 1, "sent": 2, "delivered": 3}
NEW_TRY = {"planned", "claimed", "sending"}


class AnyOrder(Stories):
    """After each story, what must hold whatever happened."""

    def teardown(self) -> None:
        try:
            self.run(self._settle())
            texts = self.run(self.world.texts())
            by_id = {text.text_id: text for text in texts}
            self._check_what_went(by_id)
            self._check_what_became_of(texts)
            self._check_no_way_back()
        finally:
            self.run(self.stack.aclose())
            self.runner.close()

    async def _settle(self) -> None:
        for wait in (timedelta(seconds=61), timedelta(minutes=10), timedelta(hours=1)) * 2:
            self.world.clock.advance(wait)
            await self.world.look_up()
            await self._send()

    def _check_what_went(self, by_id: dict[Any, Text]) -> None:
        tries = Counter(outgoing.attempt_id for outgoing in self.carrier.accepted)
        assert max(tries.values(), default=1) == 1
        for outgoing, at, stopped, heard in self.carrier.taken:
            text = by_id[outgoing.text_id]
            assert not stopped or text.kind in AFTER_A_STOP, f"{text.kind} after a stop"
            known = heard.get(text.appointment_id or "", text.appointment_version)
            assert text.appointment_version in {None, known}, f"{text.kind} of a dead version"
            at_any_hour = text.urgent or text.answers_at is not None
            assert at_any_hour or HOURS.allow(at, ZoneInfo(ZONE)), f"{text.kind} at {at}"

    def _check_what_became_of(self, texts: list[Text]) -> None:
        now = self.world.clock.now()
        for text in texts:
            assert text.state not in {TextState.CLAIMED, TextState.SENDING}, text.state
            assert text.state is not TextState.PLANNED or text.due_at > now, text.kind
            useless = text.expires_at <= now
            assert text.state is not TextState.UNSURE or text.attempts > 1 or useless
        self._check_what_phones_got(texts)

    def _check_what_phones_got(self, texts: list[Text]) -> None:
        """No more than was to be said. Two texts of the same words to one phone are one like the
        other to whoever reads them, and to the carrier's list, which may have taken one for the
        other.
        """
        got = Counter((outgoing.phone, outgoing.body) for outgoing in self.carrier.accepted)
        for text in texts:
            got[text.phone or "", text.body or ""] -= self._reported_failed(text)
            got[text.phone or "", text.body or ""] -= text.sid is not None
        assert max(got.values(), default=0) <= 0, "a text went twice"

    def _reported_failed(self, text: Text) -> int:
        rows = self.run(
            self.world.rows(
                "select count(*) from callback where text_id = %s and status = 'undelivered'",
                text.text_id,
            )
        )
        return int(rows[0][0])

    def _check_no_way_back(self) -> None:
        rows = self.run(
            self.world.rows("select text_id, state from text_history order by position")
        )
        ranks: dict[Any, int] = {}
        for text_id, state in rows:
            rank = RANK.get(state, 0)
            assert state in NEW_TRY or not rank or rank > ranks.get(text_id, 0), state
            ranks[text_id] = rank


@pytest.mark.timeout(600)
def test_s30_s60_whatever_happens_in_whatever_order_the_rules_for_texts_hold(
    notify_dsn: str,
) -> None:
    class OnThisDatabase(AnyOrder):
        dsn = notify_dsn

    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
