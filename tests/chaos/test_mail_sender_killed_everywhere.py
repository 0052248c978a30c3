"""The sender of e-mails dies at every await there is, and the mail server breaks off or is busy.

Nobody can ask a mail server what it has, so here an e-mail may come twice (decision 0021).
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.mails.faults import FaultKind
from shared.events.messages import TextState
from tests.integration.notify.conftest import notify_dsn
from tests.integration.notify.dying import Victim, new_victim
from tests.integration.notify.mails import (
    MailWorld,
    email_consent,
    open_post_office,
    without_texts,
)
from tests.integration.notify.visits import booked
from tests.integration.notify.worlds import new_world
from tests.support.facts import NOW
from tests.support.killed_at import Moment

__all__ = ["notify_dsn"]  # a fixture

MAILS = 400
# Of one batch; should they not be counted any more, the test would prove nothing.
FEWEST_AWAITS = 20
MOMENTS: tuple[Moment, ...] = ("waiting", "answered")
# What the server does to every fifth. Two tries whose outcome nobody knows end an e-mail as unsure:
# one that was cut off before, and whose first sender died, would be no failure of the sender's.
FAULTS = (FaultKind.DROP_AFTER, FaultKind.BUSY, FaultKind.UNAVAILABLE)
LOOK_FOR = timedelta(minutes=10, seconds=1)
ROUNDS = 12
OPEN = [TextState.PLANNED, TextState.CLAIMED, TextState.SENDING]


@dataclass
class Massacre:
    post: MailWorld
    victim: Victim

    async def plan(self) -> None:
        """Each patient has a mailbox, a phone and a visit of their own, and agreed to no texts."""
        world = self.post.world
        for n in range(MAILS):
            consent = email_consent(address=address_of(n))
            patient = without_texts(patient_id=f"patient-{n}", phone=f"+1310555{n + 1000}")
            visit = booked(appointment_id=f"visit-{n}")
            await world.hear(
                patient.model_copy(update={"email_consent": consent}),
                visit.model_copy(update={"patient_id": f"patient-{n}"}),
            )
        for n in range(0, MAILS, 5):
            self.post.office.faults.add(FAULTS[n // 5 % len(FAULTS)], address_of(n))
        await world.send_due()

    async def settle(self) -> None:
        """A sender that lives, and all the time it takes to be sure."""
        for _ in range(ROUNDS):
            if not await self.count(OPEN):
                return
            self.post.world.clock.advance(LOOK_FOR)
            while await self.post.recover():
                pass
            await self.post.send_mail()

    async def count(self, states: list[TextState]) -> int:
        rows = await self.post.world.rows(
            "select count(*) from text where state = any(%s) and channel = 'email'", states
        )
        return int(rows[0][0])

    async def untouched(self) -> int:
        rows = await self.post.world.rows(
            "select count(*) from text where state = 'planned' and attempts = 0"
        )
        return int(rows[0][0])

    def came(self) -> dict[str, Counter[str]]:
        """To each mailbox: how often each message id."""
        mailbox = self.post.office.mailbox
        return {
            address: Counter(mail.message_id for mail in mailbox.list_to(address))
            for address in map(address_of, range(MAILS))
        }


def address_of(number: int) -> str:
    return f"patient{number}@example.com"


@pytest.fixture
async def massacre(notify_dsn: str, tmp_path: Path) -> AsyncIterator[Massacre]:
    module = "tests.integration.notify.mail_victim"
    async with (
        new_world(notify_dsn, NOW) as world,
        open_post_office(tmp_path, world.clock) as office,
        new_victim(module, notify_dsn, str(office.port)) as victim,
    ):
        yield Massacre(MailWorld(world, office), victim)


@pytest.mark.timeout(1200)
async def test_s36_s37_killed_at_every_await_every_email_comes_and_twice_at_most(
    massacre: Massacre,
) -> None:
    await massacre.plan()
    for moment in MOMENTS:
        assert await massacre.victim.kill_at_every_await(moment) > FEWEST_AWAITS
    assert await massacre.count([TextState.CLAIMED]) > 0
    assert await massacre.count([TextState.SENDING]) > 0
    assert await massacre.untouched() > 0, "more awaits than e-mails to die with"
    await massacre.settle()
    came = massacre.came()
    assert [address for address, ids in came.items() if not ids] == []
    assert max(len(ids) for ids in came.values()) == 1, "a second message id"
    times = Counter(ids.total() for ids in came.values())
    assert max(times) == 2, "some were in the server's hands when their sender died"
    assert times[1] > times[2]
    settled = [TextState.ACCEPTED, TextState.UNSURE]
    assert await massacre.count(settled) == MAILS
