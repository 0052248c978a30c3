"""A mail server that refuses, hangs or breaks off: nothing is lost, and twice at most once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from sandbox.mails.faults import FaultKind
from services.notify.carrier import MailServer, Security, Smtp
from services.notify.store import mail_server
from shared.events.messages import TextState
from tests.integration.notify.mails import SENDER, MailWorld, without_texts
from tests.integration.notify.visits import booked
from tests.support.facts import NOW

LOOK_FOR = timedelta(minutes=10, seconds=1)


async def start(post: MailWorld) -> None:
    await post.world.hear(without_texts(), booked())
    await post.send_due()


async def standing(post: MailWorld) -> Mapping[str, Any]:
    async with post.world.db.transaction() as conn:
        return vars(await mail_server.get(conn))


@pytest.mark.parametrize("kind", [FaultKind.UNAVAILABLE, FaultKind.BUSY])
async def test_who_is_told_to_come_back_later_comes_back_later(
    post: MailWorld, kind: FaultKind
) -> None:
    post.office.order(kind)
    await start(post)
    text = await post.world.text("confirmation")
    assert (text.state, text.reason) == (TextState.PLANNED, kind.value)
    await post.send_mail()
    assert post.office.mails == []
    post.world.clock.set(text.due_at)
    await post.send_mail()
    assert len(post.office.mails) == 1
    assert (await post.world.text("confirmation")).attempts == 2


async def test_greylisting_for_hours_is_outlasted(post: MailWorld) -> None:
    post.office.order(FaultKind.BUSY, times=6)
    await start(post)
    for _ in range(6):
        post.world.clock.set((await post.world.text("confirmation")).due_at)
        await post.send_mail()
    assert len(post.office.mails) == 1


async def test_what_is_refused_for_what_it_says_is_not_tried_again(post: MailWorld) -> None:
    post.office.order(FaultKind.REJECTED)
    await start(post)
    text = await post.world.text("confirmation")
    assert (text.state, text.reason) == (TextState.FAILED, "5.7.1")
    assert await post.world.rows("select address from unusable_address") == []
    assert [row[0] for row in await post.world.rows("select kind from task")] == ["call_instead"]


async def test_a_server_that_is_away_is_tried_until_the_email_is_of_no_more_use(
    post: MailWorld,
) -> None:
    closed = Smtp(MailServer("127.0.0.1", 1, Security.NONE, SENDER, timeout_seconds=5))
    await post.world.hear(without_texts(), booked())
    await post.world.send_due()
    await post.send_mail(closed)
    text = await post.world.text("confirmation")
    assert text.state is TextState.PLANNED
    assert text.due_at - NOW <= timedelta(minutes=1)
    post.world.clock.set(text.due_at)
    await post.send_mail()
    assert len(post.office.mails) == 1


async def test_s36_a_line_cut_after_the_server_had_the_email_makes_it_two_with_one_message_id(
    post: MailWorld,
) -> None:
    post.office.order(FaultKind.DROP_AFTER)
    await start(post)
    await post.recover()
    await post.send_mail()
    assert len(post.office.mails) == 1, "not before the server has had its time"
    post.world.clock.advance(LOOK_FOR)
    await post.recover()
    await post.send_mail()
    ids = [mail.message_id for mail in post.office.mails]
    text = await post.world.text("confirmation")
    assert ids == [f"<{text.text_id}@clinic.example>"] * 2
    assert text.state is TextState.ACCEPTED
    assert ("planned", "unsure") in await post.world.history(text.text_id)


async def test_s36_a_line_cut_before_the_server_had_it_costs_ten_minutes(post: MailWorld) -> None:
    post.office.order(FaultKind.DROP_BEFORE)
    await start(post)
    post.world.clock.advance(LOOK_FOR)
    await post.recover()
    await post.send_mail()
    assert len(post.office.mails) == 1


@pytest.mark.parametrize("kind", [FaultKind.HANG_AFTER, FaultKind.HANG_BEFORE])
async def test_an_outcome_that_stays_unknown_is_tried_twice_and_then_stays_unsure(
    post: MailWorld, kind: FaultKind
) -> None:
    post.office.order(kind, times=2)
    await start(post)
    for _ in range(4):
        post.world.clock.advance(LOOK_FOR)
        await post.recover()
        await post.send_mail()
    text = await post.world.text("confirmation")
    assert (text.state, text.attempts) == (TextState.UNSURE, 2)
    assert len(post.office.mails) == (2 if kind is FaultKind.HANG_AFTER else 0)


@pytest.mark.parametrize("step", ["claim", "prepare", "call"])
async def test_s37_whatever_step_a_sender_dies_after_the_email_goes(
    post: MailWorld, step: str
) -> None:
    await post.world.hear(without_texts(), booked())
    await post.world.send_due()
    dying = post.sender()
    claimed = await dying.claim(1)
    if step != "claim":
        for outgoing in await dying.prepare(claimed):
            if step == "call":
                await dying.call(outgoing)
    post.world.clock.advance(LOOK_FOR)
    await post.recover()
    await post.send_mail()
    assert len({mail.message_id for mail in post.office.mails}) == 1
    assert len(post.office.mails) == (2 if step == "call" else 1)
    assert (await post.world.text("confirmation")).state is TextState.ACCEPTED


async def test_staff_see_how_the_mail_server_does(post: MailWorld) -> None:
    post.office.order(FaultKind.BUSY)
    await start(post)
    assert await standing(post) == {
        "last_success_at": None,
        "last_error_at": NOW,
        "last_error_class": "retry",
        "last_error_code": "451",
    }
    post.world.clock.advance(timedelta(minutes=5))
    await post.send_mail()
    assert (await standing(post))["last_success_at"] == post.world.clock.now()
