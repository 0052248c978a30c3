"""A patient's scores for other programs."""

import csv
import io
from datetime import timedelta
from typing import Any

from tests.integration.followup.staff import KIM, SERIES, StaffClient
from tests.integration.followup.worlds import PATIENT, World
from tests.support.reference import load_reference

FHIR = f"/staff/v1/patients/{PATIENT}/observations"
DAY = timedelta(days=1)


async def live(world: World) -> None:
    """A score that was mended, a range, a question without an answer, and a PEG."""
    await world.ask(baseline=7)
    await world.reply("5")
    await world.reply("FIX 4", question=None)
    await world.pass_time(world.clock.now() + 2 * DAY)  # day 3
    await world.reply("3-4")
    await world.pass_time(world.clock.now() + 4 * DAY)  # the first week
    await world.pass_time(world.clock.now() + 2 * DAY)  # which runs out
    await world.rows(
        "update checkin set state = 'retired', closed_at = due_at "
        "where state = 'planned' and kind <> 'peg_end' returning 1"
    )
    await world.pass_time(world.clock.now() + 51 * DAY + timedelta(hours=1))
    for answer in ("7", "8", "6"):
        await world.reply(answer)


async def observations(staff: StaffClient) -> list[dict[str, Any]]:
    answer = await staff.get(FHIR)
    assert answer.headers["content-type"] == "application/fhir+json"
    body = answer.json()
    assert (body["resourceType"], body["type"]) == ("Bundle", "collection")
    return [entry["resource"] for entry in body["entry"]]


def code_of(observation: dict[str, Any]) -> str:
    code: str = observation["code"]["coding"][0]["code"]
    return code


async def test_scores_are_observations_of_the_0_to_10_rating(
    world: World, staff: StaffClient
) -> None:
    await live(world)
    scores = [o for o in await observations(staff) if code_of(o) == "72514-3"]
    assert [(o["status"], o.get("valueInteger")) for o in scores[:1]] == [("corrected", 4)]
    assert scores[1]["valueRange"] == {"low": {"value": 3}, "high": {"value": 4}}
    assert {o["subject"]["reference"] for o in scores} == {f"Patient/{PATIENT}"}
    assert all("text message" in o["method"]["text"] for o in scores)


async def test_the_peg_is_a_panel_of_its_items_and_their_mean(
    world: World, staff: StaffClient
) -> None:
    await live(world)
    (peg,) = [o for o in await observations(staff) if code_of(o) == "91148-7"]
    values = {code_of(c): c for c in peg["component"]}
    assert [values[c]["valueInteger"] for c in ("75893-8", "91145-3", "91146-1")] == [7, 8, 6]
    assert values["91147-9"]["valueQuantity"]["value"] == 7.0


async def test_a_missing_answer_is_a_reason_and_never_a_value(
    world: World, staff: StaffClient
) -> None:
    """Invariant obs-6, for every observation there is."""
    await live(world)
    found = await observations(staff)
    absent = [o for o in found if "dataAbsentReason" in o]
    assert len(absent) == 1
    for observation in found:
        valued = any(name.startswith("value") for name in observation)
        assert not (valued and "dataAbsentReason" in observation)


async def test_every_observation_keeps_the_required_elements_and_codes_of_r4(
    world: World, staff: StaffClient
) -> None:
    r4 = load_reference("fhir_r4_appointment_observation.json")
    listed = r4["code_systems"]["http://hl7.org/fhir/observation-status"]
    statuses = {concept["code"] for concept in listed}
    await live(world)
    for observation in await observations(staff):
        assert observation["status"] in statuses
        for required in r4["resources"]["Observation"]["required"]:
            name = required["path"].removeprefix("Observation.")
            if "." not in name:
                assert name in observation
        assert all("code" in component for component in observation.get("component", []))
        assert observation["effectiveDateTime"].endswith("+00:00")


async def test_the_table_has_a_line_for_each_score(world: World, staff: StaffClient) -> None:
    await live(world)
    answer = await staff.get(f"{SERIES}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    shown = [(r["complaint"], r["checkin"], r["score"], r["low"], r["high"]) for r in rows]
    assert shown == [("low_back", "day_1", "4", "4", "4"), ("low_back", "day_3", "", "3", "4")]
    assert (rows[0]["change_points"], rows[0]["change_percent"]) == ("-3", "-42.9")


async def test_exports_are_for_those_who_may_judge_them(staff: StaffClient) -> None:
    assert (await staff.get(FHIR, KIM)).status_code == 403
    assert (await staff.get(f"{SERIES}.csv", KIM)).status_code == 403
