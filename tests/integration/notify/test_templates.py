"""What texts say is the clinic's to change, within what a text may say, and every change is kept."""

from collections.abc import AsyncIterator

import httpx
import pytest

from shared.auth import Role
from tests.integration.notify.desks import new_desk, token
from tests.integration.notify.visits import booked
from tests.integration.notify.worlds import World
from tests.support.patients import patient_saved

CONFIRMATION = "/staff/v1/templates/en/confirmation"
OURS = "{clinic}: we look forward to seeing you, {when}."


@pytest.fixture
async def owner(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with new_desk(world) as http:
        http.headers.update(token(world, Role.OWNER, staff_id="dr-lin"))
        yield http


async def save(
    owner: httpx.AsyncClient, *variants: str, based_on: int = 0, at: str = CONFIRMATION
) -> httpx.Response:
    return await owner.put(at, json={"variants": list(variants), "based_on": based_on})


async def confirmed(world: World, appointment_id: str = "appointment-1") -> str:
    """The words of a confirmation that goes now, and which words those are."""
    await world.hear(patient_saved(), booked(appointment_id=appointment_id))
    await world.send_due()
    [(body, template)] = await world.rows(
        "select body, template from text where kind = 'confirmation' and appointment_id = %s",
        appointment_id,
    )
    return f"{template} {body}"


async def test_what_the_owner_saved_is_said_by_every_sender_without_a_new_start(
    world: World, owner: httpx.AsyncClient
) -> None:
    assert (await confirmed(world)).startswith("en/confirmation/0 Lin Center: booked for")
    assert (await save(owner, OURS)).status_code == 204
    said = await confirmed(world, "appointment-2")
    assert said.startswith("en/confirmation/1 Lin Center: we look forward to seeing you, Tue Mar")


async def test_every_version_is_kept_with_who_saved_it(
    world: World, owner: httpx.AsyncClient
) -> None:
    await save(owner, OURS)
    await save(owner, "Booked for {when}.", OURS, based_on=1)
    versions = (await owner.get(CONFIRMATION)).json()
    assert [(v["version"], v["saved_by"], len(v["variants"])) for v in versions] == [
        (2, "dr-lin", 2),
        (1, "dr-lin", 1),
        (0, None, 3),
    ]
    listed = (await owner.get("/staff/v1/templates")).json()
    [now] = [t for t in listed if (t["language"], t["kind"]) == ("en", "confirmation")]
    assert (now["version"], now["variants"][0]) == (2, "Booked for {when}.")


@pytest.mark.parametrize("to", [0, 1])
async def test_a_revert_is_a_new_version_with_the_old_words(
    world: World, owner: httpx.AsyncClient, to: int
) -> None:
    await save(owner, OURS)
    await save(owner, "Booked for {when}.", based_on=1)
    assert (await owner.post(f"{CONFIRMATION}/revert", json={"to": to})).status_code == 204
    latest = (await owner.get(CONFIRMATION)).json()[0]
    assert (latest["version"], latest["reverts_to"]) == (3, to)
    said = await confirmed(world)
    assert said.startswith("en/confirmation/3 ")
    assert ("look forward" in said) is (to == 1)


@pytest.mark.parametrize(
    ("variant", "words", "because"),
    [
        ("{clinic}: your pain visit is {when}.", "pain", "condition"),
        ("{clinic}: about your knee, {when}.", "knee", "body_part"),
        ("{clinic}: acupuncture {when}.", "acupuncture", "modality"),
        ("{clinic}: tell us your score by {when}.", "score", "score"),
    ],
)
async def test_s126_what_names_a_condition_or_treatment_is_refused_with_the_words_marked(
    world: World, owner: httpx.AsyncClient, variant: str, words: str, because: str
) -> None:
    refused = await save(owner, OURS, variant)
    assert refused.status_code == 422
    assert f"{words} ({because})" in refused.json()["detail"]
    assert (await owner.get(CONFIRMATION)).json()[0]["version"] == 0


@pytest.mark.parametrize(
    "variant",
    [
        "{clinic}: your visit is at 2:30\u202fPM.",
        "{clinic}: hello {name}.",
        "{clinic}: a stray { brace.",
        "{clinic}: {} and {when}.",
    ],
)
async def test_what_could_not_be_written_is_refused(
    world: World, owner: httpx.AsyncClient, variant: str
) -> None:
    assert (await save(owner, variant)).status_code == 422


async def test_s126_what_costs_more_is_saved_and_shown_with_its_segments(
    world: World, owner: httpx.AsyncClient
) -> None:
    await save(owner, "{clinic}: see you {when} ✓ " + "and do call if anything comes up " * 3)
    [checked] = (await owner.get(CONFIRMATION)).json()[0]["checked"]
    assert (checked["warns"], checked["encoding"], checked["segments"]) == (True, "UCS-2", 3)
    assert checked["outside_gsm7"] == ["✓"]


async def test_of_two_who_change_the_same_version_the_second_is_told(
    world: World, owner: httpx.AsyncClient
) -> None:
    assert [(await save(owner, OURS)).status_code for _ in range(2)] == [204, 409]


async def test_only_the_owner_changes_what_texts_say(
    world: World, owner: httpx.AsyncClient
) -> None:
    owner.headers.update(token(world, Role.FRONT_DESK))
    assert (await save(owner, OURS)).status_code == 403
    assert (await owner.get(CONFIRMATION)).status_code == 200


@pytest.mark.parametrize("kind", ["safety", "on_call", "cannot_read", "no_such_kind"])
async def test_what_must_be_right_when_all_else_fails_is_not_for_editing(
    world: World, owner: httpx.AsyncClient, kind: str
) -> None:
    assert (await save(owner, OURS, at=f"/staff/v1/templates/en/{kind}")).status_code == 404


async def test_spanish_is_changed_apart_from_english(
    world: World, owner: httpx.AsyncClient
) -> None:
    await save(owner, "Cita: {when}.", at="/staff/v1/templates/es/confirmation")
    assert (await confirmed(world)).startswith("en/confirmation/0 ")
    await world.hear(patient_saved(version=2, language="es"))
    await world.rows("delete from text_history returning 1")
    assert (await confirmed(world, "appointment-2")).startswith("es/confirmation/1 Cita: ")
