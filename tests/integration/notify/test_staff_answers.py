"""What staff answer, and what they keep ready to answer."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.events.outreach import Category, TextRequested
from tests.integration.notify.desks import token
from tests.integration.notify.talks import (
    QUESTION,
    THREAD,
    an_answer,
    last_change,
    talking,
)
from tests.integration.notify.worlds import World
from tests.support.facts import NOW
from tests.support.patients import ANA, ANAS_PHONE, consent, patient_saved


@pytest.fixture
async def desk(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with talking(world) as http:
        yield http


async def test_s79_an_answer_goes_once_and_whoever_answers_has_read(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply(QUESTION)
    once = an_answer()
    for _ in range(2):
        assert (await desk.post(f"{THREAD}/answers", json=once)).status_code == 202
    await world.send_due()
    assert world.carrier.bodies.count("Of course.") == 1
    assert (await last_change(world)).unread == 0
    talk = (await desk.get(THREAD)).json()
    assert talk["said"][-1]["written_by"] == "staff-1"


async def test_s79_a_text_asked_for_on_the_dashboards_page_has_read_too(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply(QUESTION)
    await world.hear(by_staff("Of course."))
    assert (await last_change(world)).unread == 0


def by_staff(body: str) -> TextRequested:
    return TextRequested(
        patient_id=ANA,
        request_id="typed",
        kind="staff_message",
        category=Category.VISIT,
        values={"body": body},
        expects=None,
        not_before=NOW,
        not_after=NOW + timedelta(days=1),
    )


async def test_s79c_an_answer_to_an_opted_out_patient_is_refused_with_the_reason(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("STOP")
    draft = (await desk.post(f"{THREAD}/answers/check", json={"body": "Hello"})).json()
    assert (draft["may_text"], draft["why_not"], draft["goes_at"]) == (False, "opted_out", None)
    refused = await desk.post(f"{THREAD}/answers", json=an_answer())
    assert (refused.status_code, refused.json()["code"]) == (409, "opted_out")
    assert await world.texts("staff_message") == []
    talk = (await desk.get(THREAD)).json()
    assert (talk["may_text"], talk["phone"]) == (False, ANAS_PHONE)


async def test_s79c_staff_see_what_would_become_of_their_words(
    world: World, desk: httpx.AsyncClient
) -> None:
    async def check(body: str) -> dict[str, Any]:
        answered = await desk.post(
            f"{THREAD}/answers/check", json={"body": body}, headers=token(world)
        )
        seen: dict[str, Any] = answered.json()
        return seen

    by_day = await check("See you — bring your MRI of the knee {really}")
    assert (by_day["encoding"], by_day["segments"]) == ("UCS-2", 1)
    assert by_day["outside_gsm7"] == ["—"]
    assert [m["because"] for m in by_day["marked"]] == ["body_part"]
    assert datetime.fromisoformat(by_day["goes_at"]) == world.clock.now()
    assert (await check("x" * 500))["why_not"] == "too_long"
    assert (await check("   "))["why_not"] == "empty"
    world.clock.advance(timedelta(hours=12))
    at_night = datetime.fromisoformat((await check("Hello"))["goes_at"])
    assert at_night == NOW + timedelta(hours=22)
    await world.reply(QUESTION)
    fresh = datetime.fromisoformat((await check("Hello"))["goes_at"])
    assert fresh == world.clock.now(), "who writes at night may be answered at night"


async def test_s79c_who_wrote_may_be_answered_whatever_they_ticked(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.hear(patient_saved(version=2, text_consent=consent()))
    refused = await desk.post(f"{THREAD}/answers", json=an_answer())
    assert (refused.status_code, refused.json()["code"]) == (409, "no_consent")
    await world.reply(QUESTION)
    assert (await desk.post(f"{THREAD}/answers", json=an_answer())).status_code == 202
    await world.send_due()
    assert "Of course." in world.carrier.bodies


async def test_s114_staff_may_answer_a_text_that_was_answered_with_the_safety_text(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("I have chest pain")
    assert (await desk.post(f"{THREAD}/answers", json=an_answer("Call 911"))).status_code == 202
    await world.send_due()
    assert "Call 911" in world.carrier.bodies


CANNED = {"title": "Parking", "bodies": {"en": "There is parking.", "es": "Hay lugar."}}


async def test_t08_canned_answers_are_kept_in_versions_by_whoever_saved_them(
    world: World, desk: httpx.AsyncClient
) -> None:
    path = "/staff/v1/canned-answers"
    made = (await desk.post(path, json=CANNED)).json()
    assert (made["version"], made["segments"]) == (1, {"en": 1, "es": 1})
    one = f"{path}/{made['answer_id']}"
    changed = {**CANNED, "title": "Where to park", "version": 1}
    assert (await desk.put(one, json=changed)).json()["version"] == 2
    stale = await desk.put(one, json=changed)
    assert (stale.status_code, stale.json()["code"]) == (409, "changed")
    assert [a["title"] for a in (await desk.get(path)).json()] == ["Where to park"]
    assert (await desk.delete(one)).status_code == 204
    assert (await desk.delete(one)).status_code == 404
    assert (await desk.get(path)).json() == []
    versions = (await desk.get(f"{one}/versions")).json()
    assert [(v["title"], v["saved_by"], v["withdrawn"]) for v in versions] == [
        ("Parking", "staff-1", False),
        ("Where to park", "staff-1", False),
        ("Where to park", "staff-1", True),
    ]


@pytest.mark.parametrize(
    "words", ["Your knee will be fine.", "针灸很好", "Traiga algo para el dolor"]
)
async def test_s126_a_canned_answer_names_nothing_of_the_body_or_its_treatment(
    desk: httpx.AsyncClient, words: str
) -> None:
    bodies = {"en": "Hello.", "es": words}
    refused = await desk.post("/staff/v1/canned-answers", json={"title": "After", "bodies": bodies})
    assert (refused.status_code, refused.json()["code"]) == (422, "must_not_say")
