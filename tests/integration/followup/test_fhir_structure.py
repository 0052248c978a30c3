"""All FHIR that goes out has the structure of R4B, the nearest to R4 that a validator knows.

Required fields, unknown fields and the choice of a value are checked; codes and invariants are in
test_exports.py, because this validator checks neither.
"""

import pytest
from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError

from shared.events.intakes import PegBaseline
from tests.integration.followup.staff import KIM, StaffClient
from tests.integration.followup.test_exports import FHIR, live
from tests.integration.followup.worlds import PATIENT, World

INTAKES = f"/staff/v1/patients/{PATIENT}/intakes"
PEG = PegBaseline(pain_average=7, enjoyment=8, general_activity=6)


async def test_every_observation_has_the_structure_of_fhir(
    world: World, staff: StaffClient
) -> None:
    await live(world)
    said = (await staff.get(FHIR)).json()
    Bundle.model_validate(said)
    kinds = [entry["resource"]["resourceType"] for entry in said["entry"]]
    assert kinds == ["Observation"] * 4


async def test_the_intake_is_a_questionnaire_response_with_what_was_answered(
    world: World, staff: StaffClient
) -> None:
    await world.take_intake(
        6, peg=PEG, pain_days=5, since="months", onset="gradual", areas=("low_back", "hip")
    )
    said = (await staff.get(INTAKES)).json()
    Bundle.model_validate(said)
    [response] = [entry["resource"] for entry in said["entry"]]
    assert (response["resourceType"], response["status"]) == ("QuestionnaireResponse", "completed")
    answers = {
        item["linkId"]: [value for answer in item["answer"] for value in answer.values()]
        for item in response["item"]
    }
    assert answers == {
        "complaint": ["low_back"],
        "baseline": [6],
        "since": ["months"],
        "onset": ["gradual"],
        "areas": ["low_back", "hip"],
        "pain_days": [5],
        "peg_pain": [7],
        "peg_enjoyment": [8],
        "peg_activity": [6],
    }


async def test_an_intake_peg_says_that_it_was_filled_in(world: World, staff: StaffClient) -> None:
    await world.take_intake(6, peg=PEG)
    [entry] = (await staff.get(FHIR)).json()["entry"]
    assert entry["resource"]["method"]["text"] == "Filled in before the first visit"


async def test_the_validator_would_see_a_value_of_the_wrong_kind(
    world: World, staff: StaffClient
) -> None:
    await live(world)
    said = (await staff.get(FHIR)).json()
    said["entry"][0]["resource"]["valueInteger"] = "four"
    with pytest.raises(ValidationError):
        Bundle.model_validate(said)


async def test_the_intake_is_for_those_who_treat(staff: StaffClient) -> None:
    assert (await staff.get(INTAKES, KIM)).status_code == 403
