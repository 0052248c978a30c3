"""The talks with patients: who waits, and for how long."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.auth import Role
from shared.events.checkins import AnswerUnclear
from shared.events.outreach import Answer, Category, TextRequested
from shared.events.replies import Intent, ThreadAge, ThreadChanged
from tests.integration.notify.desks import token
from tests.integration.notify.talks import (
    DR_LIN,
    QUESTION,
    THREAD,
    an_answer,
    last_change,
    last_reply,
    talking,
    waits,
)
from tests.integration.notify.worlds import World
from tests.support.facts import NOW
from tests.support.patients import ANA, ANAS_PHONE, patient_saved


@pytest.fixture
async def desk(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with talking(world) as http:
        yield http


async def test_s79_a_text_nobody_reads_turns_red_and_is_told_to_whoever_is_on_call_once(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply(QUESTION)
    assert (await last_change(world)).unread == 1
    ages = []
    for hours in (1.9, 0.1, 1.9, 0.1, 1, 20):
        await waits(world, hours)
        await world.send_urgent()
        ages.append((await last_change(world)).age)
    red, told = ThreadAge.RED, ThreadAge.ESCALATED
    assert ages == [ThreadAge.FRESH, red, red, told, told, told]
    pages = [o.body for o in world.carrier.accepted if o.phone == DR_LIN]
    assert pages == [
        "A patient's text has waited 4 working hours and nobody has read it. See the inbox on the"
        " dashboard."
    ]
    assert [c.version for c in await world.published(ThreadChanged)] == [1, 2, 3]


async def test_s79_the_night_does_not_count_and_office_hours_are_data(
    world: World, desk: httpx.AsyncClient
) -> None:
    until_noon = {"hours": [{"weekday": d, "opens": "09:00", "closes": "12:00"} for d in (0, 2)]}
    closed = {**until_noon, "closed": [{"on": "2027-03-10", "why": "holiday"}]}
    owner = token(world, Role.OWNER)
    assert (await desk.put("/staff/v1/office-hours", json=closed)).status_code == 403
    saved = await desk.put("/staff/v1/office-hours", json=closed, headers=owner)
    assert saved.status_code == 204
    await world.reply(QUESTION)
    await waits(world, 24 * 6.9)
    assert (await last_change(world)).age is ThreadAge.RED, "two hours on Monday, then a holiday"
    await waits(world, 24)
    assert (await last_change(world)).age is ThreadAge.ESCALATED
    shown = (await desk.get("/staff/v1/office-hours", headers=token(world))).json()
    assert shown["closed"] == [{"on": "2027-03-10", "why": "holiday"}]


@pytest.mark.parametrize(
    "hours",
    [
        [{"weekday": 7, "opens": "09:00", "closes": "12:00"}],
        [{"weekday": 0, "opens": "12:00", "closes": "09:00"}],
        [
            {"weekday": 0, "opens": "09:00", "closes": "12:00"},
            {"weekday": 0, "opens": "11:00", "closes": "13:00"},
        ],
    ],
)
async def test_office_hours_that_cannot_be_are_refused(
    world: World, desk: httpx.AsyncClient, hours: list[dict[str, Any]]
) -> None:
    refused = await desk.put(
        "/staff/v1/office-hours", json={"hours": hours}, headers=token(world, Role.OWNER)
    )
    assert refused.status_code == 422


async def test_s79_who_reads_it_stops_the_clock_for_what_was_on_the_page(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply(QUESTION)
    first = (await last_reply(world)).reply_id
    world.clock.advance(timedelta(hours=3))
    await world.reply("And my brother?")
    await desk.post(f"{THREAD}/read", json={"up_to": first}, headers=token(world))
    change = await last_change(world)
    assert (change.unread, change.unread_since) == (1, world.clock.now())
    assert (change.age, change.by_staff_id) == (ThreadAge.FRESH, "staff-1")
    reply_id = (await last_reply(world)).reply_id
    await desk.post(f"/staff/v1/replies/{reply_id}/read", headers=token(world))
    assert (await last_change(world)).unread == 0
    await waits(world, 10)
    assert world.carrier.phones == [ANAS_PHONE] * len(world.carrier.phones)


async def test_s79_threads_are_listed_with_the_longest_wait_first(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.hear(patient_saved(patient_id="ben", name="Ben Diaz", phone="+13105550112"))
    await world.reply("C")
    world.clock.advance(timedelta(minutes=1))
    await world.reply("hello?", phone="+13105550112")
    world.clock.advance(timedelta(minutes=1))
    await world.reply("Who is this?", phone="+13105550113")
    listed = (await desk.get("/staff/v1/threads", headers=token(world))).json()
    assert [(t["patient_name"], t["unread"]) for t in listed] == [
        ("Ben Diaz", 1),
        (None, 1),
        ("Ana Diaz", 0),
    ]
    assert [t["phone"] for t in listed] == ["+13105550112", "+13105550113", ANAS_PHONE]


async def test_s75_a_strangers_talk_can_be_read_but_not_answered_by_text(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("Who is this?", phone="+13105550113")
    thread = (await desk.get("/staff/v1/threads")).json()[0]
    path = f"/staff/v1/threads/{thread['patient_id']}"
    talk = (await desk.get(path)).json()
    assert (talk["phone"], talk["may_text"], talk["why_not"]) == (
        "+13105550113",
        False,
        "no_phone",
    )
    refused = await desk.post(f"{path}/answers", json=an_answer())
    assert (refused.status_code, refused.json()["code"]) == (409, "no_phone")


async def test_s79_a_talk_shows_both_sides_notes_and_whose_it_is(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply(QUESTION)
    await world.send_due()
    await desk.post(f"{THREAD}/notes", json={"words": "Ask Dr. Lin"})
    await desk.post(f"{THREAD}/assign", json={"staff_id": "staff-2"})
    talk = (await desk.get(THREAD)).json()
    assert [(s["from_patient"], s["kind"], s["intent"]) for s in talk["said"]] == [
        (False, "confirmation", None),
        (True, None, "other"),
        (False, "other_noted", None),
    ]
    assert [(n["words"], n["staff_name"]) for n in talk["notes"]] == [("Ask Dr. Lin", "Mei")]
    assert (talk["assigned_to"], talk["unread"]) == ("staff-2", 1)
    change = await last_change(world)
    assert (change.assigned_to, change.version) == ("staff-2", talk["version"])
    again = await desk.post(f"{THREAD}/assign", json={"staff_id": "staff-2"})
    assert again.status_code == 204
    assert await last_change(world) == change, "nothing changed"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "read", {}),
        ("post", "notes", {"words": "x"}),
        ("post", "assign", {"staff_id": None}),
        ("post", "answers", {"body": "x", "request_id": str(uuid4())}),
    ],
)
async def test_a_role_that_only_reads_changes_no_talk(
    world: World, desk: httpx.AsyncClient, method: str, path: str, body: dict[str, Any]
) -> None:
    headers = token(world, Role.READ_ONLY)
    refused = await desk.request(method, f"{THREAD}/{path}", json=body, headers=headers)
    assert refused.status_code == 403
    unknown = await desk.get("/staff/v1/threads/nobody", headers=headers)
    assert unknown.status_code == 404


async def test_s72_who_does_not_say_x_again_is_left_to_a_person(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("X")
    assert await world.published(ThreadChanged) == [], "the patient's turn"
    await waits(world, 0.4)
    assert await world.published(ThreadChanged) == []
    await waits(world, 0.2)
    assert (await last_change(world)).unread == 1


async def test_s72_who_says_x_again_waits_for_nobody(world: World, desk: httpx.AsyncClient) -> None:
    await world.reply("X")
    await world.reply("X")
    await waits(world, 1)
    assert await world.published(ThreadChanged) == []


async def test_s73_who_cancels_too_late_waits_for_a_person_at_once(
    world: World, desk: httpx.AsyncClient
) -> None:
    world.clock.advance(timedelta(days=7, hours=12))
    await world.reply("X")
    assert (await last_change(world)).unread == 1


async def test_s78_a_picture_with_words_is_an_answer_and_waits_for_a_person(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.hear(
        TextRequested(
            patient_id=ANA,
            request_id="checkin-1",
            kind="checkin_score",
            category=Category.CHECKIN,
            values={},
            expects=Answer.SCORE,
            not_before=NOW,
            not_after=NOW + timedelta(days=30),
        )
    )
    world.clock.advance(timedelta(days=1))
    await world.send_due()
    await world.reply("7", pictures=1)
    reply = await last_reply(world)
    assert (reply.intent, reply.media_count) == (Intent.ANSWER, 1)
    assert (await last_change(world)).unread == 1


async def test_s80_an_answer_that_could_not_be_read_waits_for_a_person(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("7")
    reply = await last_reply(world)
    unclear = AnswerUnclear(
        patient_id=ANA,
        checkin_id=None,
        reply_id=reply.reply_id,
        reason="no_number",
        asked_again=False,
    )
    await world.hear(unclear, unclear)
    assert (await last_change(world)).unread == 1
    assert len(await world.published(ThreadChanged)) == 1
