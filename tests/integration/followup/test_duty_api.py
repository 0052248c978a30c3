"""Who is on duty, as the practice sets it."""

from tests.integration.followup.staff import OWNER, READER, StaffClient
from tests.integration.followup.test_cases import DUTY, ROTA


async def test_a_swap_for_one_date_shows_in_the_days_ahead_and_the_slower_of_two_is_told(
    staff: StaffClient,
) -> None:
    await staff.put(DUTY, ROTA, OWNER)
    swap = {"on": "2027-03-09", "part": "on_call", "staff": ["mateo"]}
    swapped = {**ROTA, "dates": [swap], "based_on": 1}
    assert (await staff.put(DUTY, swapped, OWNER)).status_code == 200
    assert (await staff.put(DUTY, swapped, OWNER)).status_code == 409
    days = (await staff.get(f"{DUTY}/days?first=2027-03-08&days=2", READER)).json()
    assert [(day["on"], day["on_call"], day["changed"]) for day in days] == [
        ("2027-03-08", ROTA["on_call"], []),
        ("2027-03-09", ["mateo"], ["on_call"]),
    ]
