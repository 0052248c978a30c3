"""A patient is forgotten; the books and a no are kept."""

from datetime import timedelta

import pytest

from shared.auth import Role
from shared.events.messages import TextState
from shared.events.patients import PatientErased
from shared.events.replies import ThreadChanged
from tests.integration.notify.desks import new_desk, token
from tests.integration.notify.visits import booked
from tests.integration.notify.worlds import STRANGER, World
from tests.support.facts import NOW
from tests.support.patients import ANA, ANAS_PHONE, patient_saved

ERASED = PatientErased(patient_id=ANA, erased_at=NOW)
WORDS = "Can I bring my sister Zelda?"
HOLD = f"/staff/v1/patients/{ANA}/hold"


@pytest.fixture
async def talked(world: World) -> World:
    """Ana was told of her visit and asked something; a person answered."""
    await world.hear(patient_saved(), booked())
    await world.send_due()
    await world.reply(WORDS)
    async with new_desk(world) as desk:
        path = f"/staff/v1/threads/{ANA}"
        await desk.post(f"{path}/notes", json={"words": "Zelda is her sister"})
    await world.send_due()
    return world


async def every_cell(world: World) -> str:
    """All there is in the database but the events waiting to be published."""
    tables = await world.rows(
        "select table_name from information_schema.tables where table_schema = 'public'"
        " and table_type = 'BASE TABLE' and table_name not in ('outbox', 'inbox')"
    )
    rows = [await world.rows(f'select t::text from "{table}" t') for (table,) in tables]  # noqa: S608
    return "\n".join(str(row) for found in rows for row in found)


async def test_z06_nothing_that_was_said_nor_who_said_it_is_left(talked: World) -> None:
    before = await every_cell(talked)
    for known in (ANAS_PHONE, "Diaz", "Zelda", "Tue Mar 16"):
        assert known in before
    await talked.hear(ERASED)
    after = await every_cell(talked)
    for known in (ANAS_PHONE, "Diaz", "Zelda", "Tue Mar 16"):
        assert known not in after


async def test_z06_the_books_still_add_up_and_nothing_more_goes(talked: World) -> None:
    sent = len(talked.carrier.accepted)
    await talked.hear(ERASED)
    talked.clock.advance(timedelta(days=7))
    await talked.send_due()
    assert len(talked.carrier.accepted) == sent
    states = [t.state for t in await talked.texts()]
    assert states.count(TextState.ACCEPTED) == sent
    assert {t.reason for t in await talked.texts() if t.state is TextState.RETIRED} == {"erased"}
    sids = await talked.rows("select sid from text where sid is not null")
    assert len(sids) == sent
    assert (await talked.published(ThreadChanged))[-1].unread == 0


async def test_what_a_stranger_wrote_outlives_who_is_forgotten(talked: World) -> None:
    """It may have come from a real person, whoever else was only made up."""
    await talked.reply("Is this Dr. Wren's number?", phone="+13105550177")
    await talked.hear(ERASED)
    assert "Dr. Wren" in await every_cell(talked)


async def test_z06_old_records_of_who_is_forgotten_bring_nothing_back(talked: World) -> None:
    await talked.hear(ERASED)
    await talked.hear(patient_saved(version=9), booked(appointment_id="later"), ERASED)
    assert await talked.rows("select from patient") == []
    assert await talked.rows("select from visit") == []


async def test_s60_a_no_outlives_whoever_said_it_under_a_name_that_gives_no_phone_away(
    talked: World,
) -> None:
    await talked.reply("STOP")
    await talked.hear(ERASED)
    assert await talked.rows("select phone_hash from forgotten_no") == [(STRANGER(ANAS_PHONE),)]
    talked.carrier.accepted.clear()
    await talked.hear(patient_saved(patient_id="carla", name="Carla Luz"))
    theirs = booked(appointment_id="carlas").model_copy(update={"patient_id": "carla"})
    await talked.hear(theirs)
    await talked.send_due()
    assert talked.carrier.accepted == []
    await talked.reply("START")
    upcoming = [t for t in await talked.texts("reminder") if t.state is TextState.PLANNED]
    assert {t.patient_id for t in upcoming} == {"carla"}


async def test_s60_a_stranger_on_a_phone_that_said_no_is_not_answered(talked: World) -> None:
    await talked.reply("STOP")
    await talked.hear(ERASED)
    talked.carrier.accepted.clear()
    await talked.reply("hello?")
    await talked.send_urgent()
    assert talked.carrier.accepted == []


async def test_z06_what_a_shared_phone_says_of_the_other_stays(talked: World) -> None:
    await talked.hear(patient_saved(patient_id="ben", name="Ben Diaz"))
    await talked.hear(ERASED)
    assert await talked.rows("select distinct patient_id, phone from consent_entry") == [
        ("ben", ANAS_PHONE)
    ]
    await talked.reply("it is Ben")
    assert (await talked.published(ThreadChanged))[-1].patient_id == "ben"


async def test_z06_under_a_legal_hold_nothing_is_forgotten_until_it_is_lifted(
    talked: World,
) -> None:
    owner = token(talked, Role.OWNER)
    async with new_desk(talked) as desk:
        assert (await desk.put(HOLD, json={"reason": "a case"})).status_code == 403
        held = await desk.put(HOLD, json={"reason": "a case"}, headers=owner)
        assert held.status_code == 204
        await talked.hear(ERASED)
        assert "Zelda" in await every_cell(talked)
        assert (await desk.delete(HOLD, headers=owner)).status_code == 204
        assert "Zelda" not in await every_cell(talked)
        assert (await desk.delete(HOLD, headers=owner)).status_code == 404


async def test_the_ledger_is_still_append_only_for_everything_else(talked: World) -> None:
    for statement in ("delete from consent_entry", "update consent_entry set source = 'x'"):
        with pytest.raises(Exception, match="append-only"):
            await talked.rows(f"{statement} returning 1")


async def test_z06_the_owner_is_given_every_word_both_ways(talked: World) -> None:
    async with new_desk(talked) as desk:
        path = f"/staff/v1/patients/{ANA}/export"
        assert (await desk.get(path)).status_code == 403
        shown = await desk.get(path, headers=token(talked, Role.OWNER))
    tables = shown.json()["tables"]
    assert [row["body"] for row in tables["inbound"]] == [WORDS]
    assert any("Tue Mar 16" in (row["body"] or "") for row in tables["text"])
    assert [row["words"] for row in tables["thread_note"]] == ["Zelda is her sister"]
    assert tables["consent_entry"] != []
