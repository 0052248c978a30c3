"""The owner changes the practice on pages that work without a script, over the real booking."""

import json

import pytest

from services.booking.domain.practice_file import PracticeFile
from shared.auth import Role
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.practice_pages import look, opened, send, uncovered
from tests.support.booking import Booking
from tests.support.forms import fields_of
from tests.support.practice_desk import desk, practice

__all__ = ["desk", "practice"]

# Two databases and a password's hash for each test.
pytestmark = pytest.mark.timeout(180)


async def test_what_is_wrong_with_a_treatment_is_said_at_its_fields(
    wei: Visitor, practice: Booking
) -> None:
    path = "/settings/treatments/acupuncture"
    fields = await opened(wei, path)
    refused = await send(wei, path, fields, minutes="an hour", name="", rest_minutes="10")
    assert refused.status_code == 422
    assert 'id="minutes-error"' in refused.text
    assert 'id="name-error"' in refused.text
    kept = fields_of(refused.text, path)
    assert (kept["minutes"], kept["rest_minutes"]) == (["an hour"], ["10"])
    assert kept["name-es"] == fields["name-es"]
    lonely = await send(wei, path, fields, rest_minutes="10")
    assert 'id="rest_minutes-error"' in lonely.text


async def test_a_form_saved_as_it_was_opened_changes_nothing(
    wei: Visitor, practice: Booking
) -> None:
    before = await look(practice)
    for treatment in before["treatments"]:
        path = f"/settings/treatments/{treatment['id']}"
        assert (await send(wei, path, await opened(wei, path))).status_code == 303
    assert await look(practice) == before


async def test_the_second_owner_keeps_what_they_typed_and_is_told(
    wei: Visitor, practice: Booking
) -> None:
    path = "/settings/practice"
    first, second = await opened(wei, path), await opened(wei, path)
    assert (await send(wei, path, first, cancel_notice_hours="48")).status_code == 303
    late = await send(wei, path, second, cancel_notice_hours="12")
    assert late.status_code == 422
    assert "Somebody else has saved this meanwhile" in late.text
    assert fields_of(late.text, path)["cancel_notice_hours"] == ["12"]
    assert (await look(practice))["cancel_notice_hours"] == 48


async def test_a_treatment_is_made_named_in_three_languages_and_retired(
    wei: Visitor, practice: Booking
) -> None:
    here = "/settings/treatments"
    fields = await opened(wei, f"{here}/new", here)
    made = await wei.client.post(
        here,
        data={
            **fields,
            "name": "Cupping",
            "name-es": "Ventosas",
            "room_kind": "treatment",
            "practitioners": ["chianni-lin"],
        },
    )
    assert made.status_code == 303, made.text
    assert (await look(practice))["words"]["es"]["Cupping"] == "Ventosas"
    await practice.booked(treatment="cupping", practitioner="chianni-lin")
    path = f"{here}/cupping/retire"
    refused = await send(wei, path, await opened(wei, path))
    assert "They no longer give this treatment" in refused.text
    assert (await send(wei, path, fields_of(refused.text, path))).status_code == 303
    back = f"{here}/cupping/bring-back"
    assert (await send(wei, back, await opened(wei, here, back))).status_code == 303
    assert "cupping" in [each["id"] for each in (await look(practice))["treatments"]]


async def test_a_practitioner_begins_with_hours_and_leaves_with_their_visits_listed(
    wei: Visitor, practice: Booking
) -> None:
    here = "/settings/practitioners"
    fields = await opened(wei, f"{here}/new", here)
    made = await wei.client.post(
        here, data={**fields, "name": "Kim Sato", "treatments": ["herbal-consultation"]}
    )
    assert made.headers["location"] == "/settings/hours/kim-sato?saved=yes"
    hours = "/settings/hours/kim-sato"
    week = await opened(wei, hours)
    saved = await send(wei, hours, week, tue__0__opens="09:00", tue__0__closes="12:00")
    assert saved.status_code == 303
    visit = await practice.booked(treatment="herbal-consultation", practitioner="kim-sato")
    path = f"{here}/kim-sato/retire"
    refused = await send(wei, path, await opened(wei, path))
    assert "The practitioner is no longer here" in refused.text
    await send(wei, path, fields_of(refused.text, path))
    assert await uncovered(practice) == [visit["id"]]


async def test_rooms_are_added_and_one_a_treatment_needs_cannot_go(
    wei: Visitor, practice: Booking
) -> None:
    path = "/settings/rooms/santa-monica"
    fields = await opened(wei, path)
    added = await send(wei, path, fields, rooms__4__name="Room 4", rooms__4__kind="treatment")
    assert added.status_code == 303
    [place] = (await look(practice))["locations"]
    assert place["rooms"][-1] == {"id": "room-4", "name": "Room 4", "kind": "treatment"}
    refused = await send(wei, path, await opened(wei, path), rooms__3__remove="yes")
    assert refused.status_code == 422
    assert "A class needs a room of its kind" in refused.text


async def test_the_phone_of_a_location_is_said_to_every_visit_ahead(
    wei: Visitor, practice: Booking
) -> None:
    await practice.booked()
    path = "/settings/locations/santa-monica"
    wrong = await send(wei, path, await opened(wei, path), phone="12")
    assert "Enter a phone number, like 310-555-0123." in wrong.text
    fields = fields_of(wrong.text, path)
    assert (await send(wei, path, fields, phone="310-555-0111")).status_code == 303
    name, said = (await practice.list_events())[-1]
    assert (name, said["visit"]["location"]["phone"]) == ("appointment_restated", "310-555-0111")


async def test_holidays_are_ticked_from_the_calendar_that_is_chosen(
    wei: Visitor, practice: Booking
) -> None:
    path = "/settings/holidays/santa-monica"
    fields = await opened(wei, path)
    assert "Thanksgiving Day" in fields["closed_holidays"]
    looked = await send(wei, path, fields, holiday_calendar="US-TX", look="yes")
    assert looked.headers["location"] == f"{path}?calendar=US-TX"
    assert "Confederate Memorial Day" in (await wei.get(looked.headers["location"])).text
    data = {**fields, "closed_holidays": [*fields["closed_holidays"], "Veterans Day"]}
    assert (await wei.client.post(path, data=data)).status_code == 303
    [place] = (await look(practice))["locations"]
    assert "Veterans Day" in place["closed_holidays"]
    unknown = await send(wei, path, fields, holiday_calendar="Atlantis")
    assert unknown.status_code == 422
    assert "There is no such calendar." in unknown.text


async def test_a_class_is_moved_to_another_hour(wei: Visitor, practice: Booking) -> None:
    path = "/settings/classes/mateo-rivera"
    fields = await opened(wei, path)
    assert fields["class-0-days"] == ["tue"]
    assert (await send(wei, path, fields, class__0__starts="19:00")).status_code == 303
    assert (await opened(wei, path))["class-0-starts"] == ["19:00"]
    dayless = {name: value for name, value in fields.items() if name != "class-0-days"}
    refused = await send(wei, path, dayless)
    assert "Tick at least one day." in refused.text


async def test_what_patients_come_for_is_named_anew_and_keeps_its_code(
    wei: Visitor, practice: Booking
) -> None:
    path = "/settings/complaints"
    fields = await opened(wei, path)
    code = fields["complaints-0-code"]
    last = max(int(name.split("-")[1]) for name in fields if name.endswith("-label"))
    more = {
        f"complaints__{last}__label": "Jaw pain",
        f"complaints__{last}__es": "Dolor de mandíbula",
    }
    saved = await send(wei, path, fields, complaints__0__label="Low back pain", **more)
    assert saved.status_code == 303
    shown = await look(practice)
    assert shown["complaints"][0] == {"code": code[0], "label": "Low back pain"}
    assert shown["complaints"][-1] == {"code": "jaw_pain", "label": "Jaw pain"}
    assert shown["words"]["es"]["Jaw pain"] == "Dolor de mandíbula"


async def test_the_history_names_who_and_what_and_the_file_can_be_taken_home(
    wei: Visitor, practice: Booking
) -> None:
    path = "/settings/practice"
    await send(wei, path, await opened(wei, path), cancel_notice_hours="48")
    history = (await wei.get("/settings/history")).text
    assert "Robin Reyes" in history
    assert "<del>24</del> <ins>48</ins>" in history
    file = await wei.get("/settings/practice.json")
    assert file.headers["content-disposition"] == 'attachment; filename="lin-center.json"'
    assert PracticeFile.model_validate(json.loads(file.text)).cancel_notice_hours == 48


@pytest.mark.parametrize("among", ["treatments", "practitioners"])
async def test_the_order_patients_read_is_changed_with_a_button_and_written_down(
    wei: Visitor, practice: Booking, among: str
) -> None:
    here, order = f"/settings/{among}", f"/settings/order/{among}"
    first, second, *rest = [each["id"] for each in (await look(practice))[among]]
    moved = await send(wei, order, await opened(wei, here, order), down=first)
    assert moved.status_code == 303
    assert [each["id"] for each in (await look(practice))[among]] == [second, first, *rest]
    history = await practice.http.get(
        "/staff/v1/settings/history", headers=practice.staff_headers(Role.OWNER)
    )
    assert [line["part"] for line in history.json()] == [f"order/{among}"]
    back = await send(wei, order, await opened(wei, here, order), up=first)
    assert back.status_code == 303
    assert [each["id"] for each in (await look(practice))[among]] == [first, second, *rest]


async def test_an_order_is_not_changed_twice_by_two_who_look_at_the_same(
    wei: Visitor, practice: Booking
) -> None:
    here, order = "/settings/treatments", "/settings/order/treatments"
    fields = await opened(wei, here, order)
    first, second, *_ = [each["id"] for each in (await look(practice))["treatments"]]
    await send(wei, order, fields, down=first)
    slower = await send(wei, order, fields, down=second)
    assert "Somebody else has saved this meanwhile" in slower.text
    assert (await send(wei, order, fields, up=second)).status_code == 422
