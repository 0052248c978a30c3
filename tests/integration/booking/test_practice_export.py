"""The practice as a file: what is exported is what is loaded, and nobody's work is overwritten."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from services.booking import commands
from services.booking.__main__ import MIGRATIONS, links
from services.booking.domain.practice_edit import parts_of
from services.booking.domain.practice_export import file_of
from services.booking.domain.practice_file import PracticeFile
from services.booking.store import catalogue
from shared.auth import Role
from shared.migrate import migrate
from shared.redis import connect
from shared.service import Ground
from shared.telemetry import Metrics
from tests.integration.booking.test_settings import look, put, rules
from tests.support.booking import DEMO, Booking, demo_practice, started
from tests.support.servers import DatabaseFactory


def on(booking: Booking) -> Ground:
    client = connect(booking.settings.redis_url)
    metrics = Metrics("booking")
    return Ground("booking", booking.settings, booking.clock, booking.db, client, metrics)


async def export(booking: Booking) -> PracticeFile:
    shown = await booking.http.get(
        "/staff/v1/settings/file", headers=booking.staff_headers(Role.OWNER)
    )
    assert shown.status_code == 200, shown.text
    return PracticeFile.model_validate(shown.json())


async def load(booking: Booking, path: Path, *more: str) -> str:
    ground = on(booking)
    said = await commands.load_practice(ground, links(booking.settings), [str(path), *more])
    await ground.redis.aclose()
    return said


async def test_what_is_exported_makes_the_same_practice_in_an_empty_database(
    booking: Booking, database_factory: DatabaseFactory, valkey_url: str
) -> None:
    first = await export(booking)
    empty = await asyncio.to_thread(
        database_factory, "booking", lambda dsn: (migrate(dsn, MIGRATIONS), None)[1]
    )
    async with started(empty, valkey_url) as other:
        await other.load(first)
        assert await export(other) == first
        assert (await other.http.get("/api/v1/practice")).json() == (
            await booking.http.get("/api/v1/practice")
        ).json()
        treatments = (await other.http.get("/api/v1/treatments")).json()
    assert treatments == (await booking.http.get("/api/v1/treatments")).json()


async def test_the_export_says_all_that_the_file_said(booking: Booking) -> None:
    said, exported = parts_of(demo_practice()), parts_of(await export(booking))
    hours = [name for name in said if name.startswith("hours/")]
    for name in hours:
        assert spread(said.pop(name)) == spread(exported.pop(name))
    for name in ("holidays/santa-monica",):
        assert sorted(said.pop(name)["closed_holidays"]) == exported.pop(name)["closed_holidays"]
    assert exported == said


def spread(hours: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    return {
        (each["location"], day, each["opens"], each["closes"])
        for each in hours["hours"]
        for day in each["days"]
    }


async def test_loading_the_same_file_again_changes_nothing(booking: Booking) -> None:
    assert "nothing to change" in await load(booking, DEMO)
    async with booking.db.transaction() as conn:
        known = await catalogue.get(conn)
    assert file_of(known, 1) == await export(booking)
    assert await booking.count("settings_change") == 0


async def test_a_file_does_not_overwrite_what_staff_changed_by_hand_unless_told_to(
    booking: Booking, tmp_path: Path
) -> None:
    await put(booking, "practice", await rules(booking, cancel_notice_hours=48))
    with pytest.raises(SystemExit, match="staff have changed practice since"):
        await load(booking, DEMO)
    assert (await look(booking))["practice"]["cancel_notice_hours"] == 48
    assert "leaves it alone" in await load(booking, DEMO, "--keep")
    assert (await look(booking))["practice"]["cancel_notice_hours"] == 48
    assert "changed: practice" in await load(booking, DEMO, "--replace")
    shown = await look(booking)
    assert (shown["practice"]["cancel_notice_hours"], shown["versions"]["practice"]) == (24, 2)


async def test_a_file_may_change_what_nobody_touched_by_hand(
    booking: Booking, tmp_path: Path
) -> None:
    await put(booking, "practice", await rules(booking, cancel_notice_hours=48))
    file = json.loads((await export(booking)).model_dump_json())
    file["practitioners"][0]["title"] = "Acupuncturist"
    path = tmp_path / "practice.json"
    path.write_text(json.dumps(file), "utf-8")
    assert await load(booking, path) == (
        f"{file['name']}: 8 treatments, 2 practitioners; changed: practitioners/chianni-lin"
    )
    assert (await look(booking))["practice"]["cancel_notice_hours"] == 48


async def test_the_exported_text_is_a_file_that_loads(booking: Booking, tmp_path: Path) -> None:
    ground = on(booking)
    path = tmp_path / "practice.json"
    path.write_text(await commands.export_practice(ground, []), "utf-8")
    await ground.redis.aclose()
    assert "nothing to change" in await load(booking, path)
