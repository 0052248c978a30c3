"""Texts under the settings: written with findings and a preview, kept in versions, tried."""

import pytest

from services.dashboard.owners import Answer
from shared.db import Database
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner
from tests.integration.dashboard.settings_shown import ANSWER_ID, CHECKED, NOTIFY

REMINDER = "/settings/texts/en/reminder"
MARKED = {
    **CHECKED,
    "may_be_saved": False,
    "preview": "Harbor Clinic: your Báck pain visit",
    "marked": [{"words": "back pain", "because": "body_part"}],
}
CHINESE = {
    **CHECKED,
    "encoding": "UCS-2",
    "units": 80,
    "segments": 2,
    "outside_gsm7": ["你"],
}


@pytest.fixture(autouse=True)
def shown(notify: FakeOwner) -> None:
    notify.shows.update(NOTIFY)


async def test_s126_words_that_no_text_may_hold_are_marked_and_nothing_is_saved(
    wei: Visitor, notify: FakeOwner
) -> None:
    notify.answers = [{"problem": None, "checked": MARKED}]
    typed = "{clinic}: your Báck pain visit"
    refused = await wei.post(REMINDER, page=REMINDER, **{"variant-1": typed, "based_on": "1"})
    assert refused.status_code == 422
    assert "A text must not say “back pain”" in refused.text
    assert "<mark>Báck pain</mark>" in refused.text
    assert f">{typed}</textarea>" in refused.text  # nothing typed is lost
    assert {path for path, _, _ in notify.asked} == {"templates/en/reminder/check"}


async def test_s126_a_text_in_another_alphabet_is_warned_of_with_its_segments(
    wei: Visitor, notify: FakeOwner
) -> None:
    notify.answers = [{"problem": None, "checked": CHINESE}]
    part = await wei.post_part(f"{REMINDER}/check", page=REMINDER, **{"variant-1": "你"})
    for words in ("2 texts", "UCS-2", "80 of 70 characters", "<code>你</code>"):
        assert words in part.text
    assert "<h1>" not in part.text


async def test_without_script_the_preview_is_a_page_with_what_was_typed(
    wei: Visitor, notify: FakeOwner
) -> None:
    notify.answers = [{"problem": "a brace that is no value's", "checked": None}]
    shown = await wei.post(f"{REMINDER}/check", page=REMINDER, **{"variant-1": "{oops"})
    assert "This would not work: a brace that is no value" in shown.text
    assert ">{oops</textarea>" in shown.text


async def test_what_was_written_is_saved_in_the_owners_name_and_on_record(
    wei: Visitor, notify: FakeOwner, db: Database
) -> None:
    notify.answers = [{"problem": None, "checked": CHECKED}]
    fields = {"variant-1": " {clinic}: soon ", "variant-2": "", "based_on": "1"}
    saved = await wei.post(REMINDER, page=REMINDER, **fields)
    assert saved.headers["location"] == f"{REMINDER}?saved=yes"
    path, body, _ = notify.asked[-1]
    assert path == "templates/en/reminder"
    assert body == {"variants": ["{clinic}: soon"], "based_on": 1}
    async with db.transaction() as conn:
        cursor = await conn.execute(
            "select subject from audit_entry where action = 'setting_changed'"
        )
        assert await cursor.fetchall() == [(f"text en/reminder {Answer.DONE}",)]


async def test_an_earlier_version_is_restored(wei: Visitor, notify: FakeOwner) -> None:
    restored = await wei.post(f"{REMINDER}/restore", page=REMINDER, to="0")
    assert restored.status_code == 303
    assert notify.asked[-1][:2] == ("templates/en/reminder/revert", {"to": 0})


async def test_the_slower_of_two_is_told_and_loses_nothing(wei: Visitor, notify: FakeOwner) -> None:
    notify.status = 409
    lost = await wei.post(REMINDER, page=REMINDER, **{"variant-1": "mine", "based_on": "1"})
    assert "Somebody else has saved this meanwhile" in lost.text
    assert ">mine</textarea>" in lost.text


async def test_a_test_goes_to_a_phone_of_staff_and_is_followed(
    wei: Visitor, notify: FakeOwner
) -> None:
    notify.answers = {"text_id": ANSWER_ID}
    fields = {"staff_id": "dr-lin", "request_id": ANSWER_ID}
    sent = await wei.post(f"{REMINDER}/test", page=REMINDER, **fields)
    assert sent.headers["location"] == f"/settings/tests/{ANSWER_ID}?back={REMINDER}"
    assert notify.asked[-1][1]["body"] == CHECKED["preview"]
    test = {"text_id": ANSWER_ID, "segments": 1, "error_code": None, "steps": []}
    notify.shows[f"test-texts/{ANSWER_ID}"] = {**test, "state": "accepted", "settled": False}
    on_its_way = (await wei.get(f"/settings/tests/{ANSWER_ID}")).text
    assert 'hx-trigger="every 1s"' in on_its_way
    notify.shows[f"test-texts/{ANSWER_ID}"] = {**test, "state": "delivered", "settled": True}
    arrived = (await wei.part(f"/parts/settings/tests/{ANSWER_ID}")).text
    assert "The phone has it" in arrived
    assert "every 1s" not in arrived


async def test_with_texting_away_the_page_says_so_and_the_rest_goes_on(
    wei: Visitor, notify: FakeOwner
) -> None:
    notify.shows.clear()
    away = await wei.get("/settings/texts")
    assert (away.status_code, "Texting is away" in away.text) == (503, True)
    assert (await wei.get("/settings")).status_code == 200


async def test_an_answer_kept_ready_is_added_changed_and_retired_by_the_front_desk(
    robin: Visitor, notify: FakeOwner
) -> None:
    page = "/settings/answers"
    empty = await robin.post(page, page=page, title="Parking", **{"body-en": " "})
    assert "Write the answer in at least one language." in empty.text
    added = await robin.post(page, page=page, title="Parking", **{"body-es": "Detrás."})
    assert added.status_code == 303
    assert notify.asked[-1][1] == {"title": "Parking", "bodies": {"es": "Detrás."}, "version": 0}
    one = f"{page}/{ANSWER_ID}"
    await robin.post(one, page=page, title="Parking", version="1", **{"body-en": "In front."})
    assert notify.asked[-1][:2] == (
        f"canned-answers/{ANSWER_ID}",
        {"title": "Parking", "bodies": {"en": "In front."}, "version": 1},
    )
    assert (await robin.post(f"{one}/retire", page=page)).headers["location"] == page


async def test_an_answer_that_names_too_much_is_refused_next_to_what_was_typed(
    robin: Visitor, notify: FakeOwner
) -> None:
    notify.status, notify.code = 422, "must_not_say"
    fields = {"title": "Back", "body-en": "Your back pain"}
    refused = await robin.post("/settings/answers", page="/settings/answers", **fields)
    assert refused.status_code == 422
    assert "must not name a condition" in refused.text
    assert ">Your back pain</textarea>" in refused.text


async def test_reminders_are_counted_in_days_and_hours(wei: Visitor, notify: FakeOwner) -> None:
    page = "/settings/reminders"
    fields = {"number-1": "3", "unit-1": "d", "number-2": "4", "unit-2": "h", "based_on": "1"}
    await wei.post(f"{page}/standard", page=page, **fields)
    asked = ("reminder-plans/standard", {"leads": ["3d", "4h"], "based_on": 1})
    assert notify.asked[-1][:2] == asked
    wrong = await wei.post(f"{page}/standard", page=page, **{**fields, "number-1": "soon"})
    assert (wrong.status_code, 'value="soon"' in wrong.text) == (422, True)
    await wei.post(f"{page}/standard", page=page, leads="2d 3h", based_on="1")
    assert notify.asked[-1][1]["leads"] == ["2d", "3h"]
