"""A patient's own page: nothing before the code, and then their numbers, in their language."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from services.followup.pages import Practice, create_pages
from services.followup.pages.words import BY_LANGUAGE
from shared.events.intakes import PegBaseline
from shared.events.outreach import TextRequested
from shared.events.patients import PatientErased
from shared.web import Assets
from tests.integration.followup.worlds import PATIENT, World

VISIT = "visit-1"
DOOR = f"/mine/{VISIT}"
NUMBERS = f"{DOOR}/numbers"
ASSETS = Assets(dict.fromkeys(("patient.css", "patient.js"), "/static/x"))


@pytest.fixture
async def pages(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Ana's browser: one answered check-in, a PEG and days of her intake."""
    peg = PegBaseline(pain_average=7, enjoyment=8, general_activity=6)
    await world.take_intake(7, peg=peg, pain_days=6)
    await world.complete_visit(appointment_id=VISIT)
    await world.pass_time(world.clock.now() + timedelta(days=1, hours=8))
    await world.reply("5, sleeping better")
    app = create_pages(
        world.db,
        world.clock,
        Practice("Lin Center", "310-555-0100"),
        secret="a-secret-that-only-these-tests-know",
        secure=False,
        assets=ASSETS,
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://followup") as client:
        yield client


async def sent_code(world: World) -> str:
    return [t for t in await world.published(TextRequested) if t.kind == "code"][-1].values["code"]


async def enter(pages: httpx.AsyncClient, world: World) -> None:
    await pages.post(f"{DOOR}/code")
    answer = await pages.post(f"{DOOR}/open", data={"code": await sent_code(world)})
    assert answer.headers["location"] == NUMBERS


async def test_the_code_goes_to_the_patients_phone_as_asked_for_just_now(
    pages: httpx.AsyncClient, world: World
) -> None:
    answer = await pages.post(f"{DOOR}/code")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DOOR}/code")
    text = [t for t in await world.published(TextRequested) if t.kind == "code"][-1]
    now = world.clock.now()
    assert (text.patient_id, text.asked_at) == (PATIENT, now)
    assert text.not_after == now + timedelta(minutes=10)
    assert len(text.values["code"]) == 6


async def test_neither_the_code_nor_the_session_is_kept_as_it_is(
    pages: httpx.AsyncClient, world: World
) -> None:
    await enter(pages, world)
    kept = str(await world.rows("select * from page_code")) + str(
        await world.rows("select * from page_session")
    )
    assert await sent_code(world) not in kept
    assert pages.cookies["mine"] not in kept


async def test_the_numbers_are_shown_after_the_code(pages: httpx.AsyncClient, world: World) -> None:
    await enter(pages, world)
    page = await pages.get(NUMBERS)
    for words in ("Lower back", "When you began: 7.", "Last: 5", "That is 2 less", "6 of 7 days"):
        assert words in page.text
    assert "5, sleeping better" in page.text
    assert "7.0" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", [DOOR, f"{DOOR}/code", NUMBERS, "/mine"])
async def test_nothing_of_the_patient_is_shown_before_the_code(
    pages: httpx.AsyncClient, path: str
) -> None:
    page = await pages.get(path, follow_redirects=True)
    for secret in ("Lower back", "sleeping", "When you began", PATIENT):
        assert secret not in page.text


async def test_the_door_looks_the_same_for_a_visit_that_nobody_has(
    pages: httpx.AsyncClient, world: World
) -> None:
    known, unknown = await pages.get(DOOR), await pages.get("/mine/nobody1")
    assert known.text.replace(VISIT, "nobody1") == unknown.text
    answer = await pages.post("/mine/nobody1/code")
    assert (answer.status_code, answer.headers["location"]) == (303, "/mine/nobody1/code")
    assert [t for t in await world.published(TextRequested) if t.kind == "code"] == []


async def test_five_wrong_tries_end_a_code(pages: httpx.AsyncClient, world: World) -> None:
    await pages.post(f"{DOOR}/code")
    right = await sent_code(world)
    wrong = "111111" if right != "111111" else "222222"
    for _ in range(5):
        assert (await pages.post(f"{DOOR}/open", data={"code": wrong})).status_code == 422
    assert (await pages.post(f"{DOOR}/open", data={"code": right})).status_code == 422


async def test_a_code_ends_after_ten_minutes_and_once_it_was_used(
    pages: httpx.AsyncClient, world: World
) -> None:
    await enter(pages, world)
    used = await sent_code(world)
    assert (await pages.post(f"{DOOR}/open", data={"code": used})).status_code == 422
    await pages.post(f"{DOOR}/code")
    late = await sent_code(world)
    world.clock.advance(timedelta(minutes=10))
    assert (await pages.post(f"{DOOR}/open", data={"code": late})).status_code == 422


async def test_another_code_ends_the_one_before_and_three_an_hour_are_enough(
    pages: httpx.AsyncClient, world: World
) -> None:
    await pages.post(f"{DOOR}/code")
    first = await sent_code(world)
    world.clock.advance(timedelta(minutes=1))
    await pages.post(f"{DOOR}/code")
    if first != await sent_code(world):
        assert (await pages.post(f"{DOOR}/open", data={"code": first})).status_code == 422
    world.clock.advance(timedelta(minutes=1))
    await pages.post(f"{DOOR}/code")
    assert (await pages.post(f"{DOOR}/code")).status_code == 429
    world.clock.advance(timedelta(hours=1))
    assert (await pages.post(f"{DOOR}/code")).status_code == 303


async def test_a_session_ends_by_itself_or_when_the_page_is_closed(
    pages: httpx.AsyncClient, world: World
) -> None:
    await enter(pages, world)
    session = pages.cookies["mine"]
    await pages.post(f"{DOOR}/leave")
    pages.cookies.set("mine", session)
    assert (await pages.get(NUMBERS)).status_code == 303
    await enter(pages, world)
    world.clock.advance(timedelta(minutes=31))
    assert (await pages.get(NUMBERS)).status_code == 303


async def test_a_session_opens_no_other_patients_page(
    pages: httpx.AsyncClient, world: World
) -> None:
    await world.rows("insert into patient (patient_id) values ('ben') returning 1")
    await world.rows(
        """insert into visit (appointment_id, patient_id, version, status, starts_at, treatment_id,
                              practitioner_id, needling, time_zone)
           select 'visit-ben', 'ben', version, 'booked', starts_at, treatment_id, practitioner_id,
                  needling, time_zone from visit returning 1"""
    )
    await enter(pages, world)
    answer = await pages.get("/mine/visit-ben/numbers")
    assert (answer.status_code, answer.headers["location"]) == (303, "/mine/visit-ben")


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Cómo le va"), ("zh", "您的情况"), ("en", "How you are doing")]
)
async def test_the_page_is_in_the_chosen_language(
    pages: httpx.AsyncClient, world: World, language: str, words: str
) -> None:
    await enter(pages, world)
    assert words in (await pages.get(NUMBERS, params={"lang": language})).text
    assert words in (await pages.get(NUMBERS)).text  # and stays in it


async def test_who_is_erased_has_no_page(pages: httpx.AsyncClient, world: World) -> None:
    await enter(pages, world)
    erased = PatientErased(patient_id=PATIENT, erased_at=world.clock.now())
    await world.deliver(erased)
    assert (await pages.get(NUMBERS)).status_code == 303
    assert await world.rows("select 1 from page_code union all select 1 from page_session") == []


def test_every_language_has_all_words_and_the_same_blanks() -> None:
    blanks = {}
    for tag, words in BY_LANGUAGE.items():
        texts = {k: v for k, v in vars(words).items() if isinstance(v, str)}
        blanks[tag] = {
            k: sorted(part.split("}")[0] for part in v.split("{")[1:]) for k, v in texts.items()
        }
        assert all(texts.values()), tag
        assert len(words.months) == 12
    assert blanks["en"] == blanks["es"] == blanks["zh"]
