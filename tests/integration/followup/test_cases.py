"""Cases: opened, gathered, passed on until somebody has them, closed with an outcome."""

import asyncio
from datetime import timedelta

import pytest

from shared.events.alerts import AlertClosed, AlertNeedsCall, AlertOpened, AlertPassedOn, Grade
from shared.events.outreach import StaffTextRequested
from shared.events.replies import Intent, RedFlagSeen
from shared.ids import new_id
from tests.integration.followup.staff import KIM, LIN, OPEN, OWNER, READER, StaffClient
from tests.integration.followup.worlds import PATIENT, World
from tests.support import facts

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DUTY = "/staff/v1/duty"
ROTA = {
    "time_zone": "America/Los_Angeles",
    "hours": [{"weekday": day, "opens": "09:00:00", "closes": "18:00:00"} for day in range(6)],
    "in_hours": ["kim", "lin"],
    "on_call": ["mateo", "lin"],
}


async def see_flag(world: World, grade: str = "red", **changes: object) -> RedFlagSeen:
    seen = RedFlagSeen(
        patient_id=PATIENT,
        reply_id=str(new_id()),
        grade=grade,
        signs=("chest_pain",),
        word_list_version="1",
        seen_at=world.clock.now(),
        can_be_texted=True,
    ).model_copy(update=changes)
    await world.deliver(seen)
    return seen


async def rules(world: World) -> list[tuple[str, Grade]]:
    return [(o.rule, o.grade) for o in await world.published(AlertOpened)]


async def told(world: World) -> list[str]:
    return [page.staff_id for page in await world.published(StaffTextRequested)]


@pytest.mark.parametrize(
    ("grade", "rule", "graded"),
    [
        ("red", "red_flag", Grade.RED),
        ("orange", "red_flag", Grade.ORANGE),
        ("yellow", "red_flag", Grade.YELLOW),
        ("crisis", "crisis", Grade.RED),
    ],
)
async def test_s114_s119_a_red_flag_in_any_text_is_a_case(
    world: World, grade: str, rule: str, graded: Grade
) -> None:
    await see_flag(world, grade)
    assert await rules(world) == [(rule, graded)]


async def test_s114_who_cannot_be_texted_must_be_called(world: World, staff: StaffClient) -> None:
    await see_flag(world, can_be_texted=False)
    (opened,) = await world.published(AlertOpened)
    assert opened.call_now
    (listed,) = (await staff.get(OPEN)).json()["alerts"]
    assert (listed["call_now"], listed["signs"]) == (True, ["chest_pain"])


async def test_s114_a_red_flag_from_a_phone_nobody_knows_is_a_case_too(world: World) -> None:
    await see_flag(world, patient_id="phone:1f3a")
    assert len(await world.published(AlertOpened)) == 1


async def test_s114_who_turns_out_not_to_be_reachable_must_be_called_at_once(
    world: World, staff: StaffClient
) -> None:
    await staff.put(DUTY, ROTA, OWNER)
    seen = await see_flag(world)
    await world.deliver(seen.model_copy(update={"can_be_texted": False}))
    (listed,) = (await staff.get(OPEN)).json()["alerts"]
    assert listed["call_now"]
    assert [c.alert_id for c in await world.published(AlertNeedsCall)] == [listed["alert_id"]]
    assert await told(world) == ["kim", "lin"]


async def test_s114_a_text_from_a_shared_phone_is_a_case_of_each_who_may_have_written_it(
    world: World,
) -> None:
    seen = await see_flag(world)
    await world.deliver(seen.model_copy(update={"patient_id": "patient-ben"}))
    assert [o.patient_id for o in await world.published(AlertOpened)] == [PATIENT, "patient-ben"]


async def test_a_red_flag_told_twice_is_one_finding(world: World, staff: StaffClient) -> None:
    seen = await see_flag(world)
    await world.deliver(seen)  # under another event id
    (listed,) = (await staff.get(OPEN)).json()["alerts"]
    history = (await staff.get(f"{OPEN}/{listed['alert_id']}")).json()["history"]
    assert [entry["what"] for entry in history] == ["opened"]


async def test_one_episode_is_one_case_with_all_that_was_found(
    world: World, staff: StaffClient
) -> None:
    await world.ask(baseline=4)
    await world.reply("9, numb toes since Tuesday")
    (listed,) = (await staff.get(OPEN)).json()["alerts"]
    assert (listed["rule"], listed["signs"]) == ("score_8_or_more", ["numbness"])
    history = (await staff.get(f"{OPEN}/{listed['alert_id']}")).json()["history"]
    assert [(e["what"], e["rule"]) for e in history] == [
        ("opened", "score_8_or_more"),
        ("found", "rise_after_needling"),
        ("found", "sign_in_words"),
    ]


async def test_findings_that_come_at_once_are_one_case(world: World) -> None:
    await asyncio.gather(*(see_flag(world) for _ in range(4)))
    assert len(await world.published(AlertOpened)) == 1


async def test_a_red_one_never_hides_in_a_lesser_case(world: World) -> None:
    await world.ask()
    await world.reply("9")
    await see_flag(world)
    assert await rules(world) == [("score_8_or_more", Grade.ORANGE), ("red_flag", Grade.RED)]


async def test_a_second_red_one_after_the_first_was_seen_is_a_case_of_its_own(
    world: World, staff: StaffClient
) -> None:
    await see_flag(world)
    await see_flag(world)
    (listed,) = (await staff.get(OPEN)).json()["alerts"]
    await staff.post(f"{OPEN}/{listed['alert_id']}/acknowledge")
    await see_flag(world)
    assert len((await staff.get(OPEN)).json()["alerts"]) == 2


async def test_s117_a_rise_of_2_within_72_hours_of_needling_is_a_same_day_case(
    world: World,
) -> None:
    await world.ask(baseline=4)
    await world.reply("6")
    assert await rules(world) == [("rise_after_needling", Grade.ORANGE)]


async def test_s117_the_value_before_the_visit_is_the_last_score_before_it(world: World) -> None:
    await world.take_intake(baseline=7)
    await world.reply("PAIN 3", question=None)
    world.clock.advance(HOUR)
    await world.complete_visit()
    await world.pass_time(world.clock.now() + timedelta(hours=31))
    await world.reply("5")
    assert await rules(world) == [("rise_after_needling", Grade.ORANGE)]


@pytest.mark.parametrize("needling", [False, True])
async def test_s117_another_visit_since_the_needles_does_not_hide_the_rise(
    world: World, needling: bool
) -> None:
    await world.take_intake(baseline=4)
    await world.complete_visit()
    world.clock.advance(24 * HOUR)
    await world.reply("PAIN 5", question=None)
    world.clock.advance(HOUR)
    treatment = facts.visit().treatment.model_copy(update={"needling": needling})
    await world.complete_visit(appointment_id=str(new_id()), treatment=treatment)
    world.clock.advance(46 * HOUR)  # 71 after the first
    await world.reply("PAIN 6", question=None)
    assert await rules(world) == [("rise_after_needling", Grade.ORANGE)]


async def test_s117_the_same_score_long_after_treatment_is_for_the_ordinary_review(
    world: World, staff: StaffClient
) -> None:
    await staff.put(DUTY, ROTA, OWNER)
    await world.take_intake()
    await world.reply("PAIN 8", question=None)
    assert await rules(world) == [("score_8_or_more", Grade.YELLOW)]
    assert await told(world) == []


@pytest.mark.parametrize(("hours", "cases"), [(2, 1), (80, 0)])
async def test_s118_help_soon_after_needling_is_a_task_for_staff(
    world: World, hours: int, cases: int
) -> None:
    await world.complete_visit()
    await world.rows(
        "update checkin set state = 'retired', closed_at = due_at where state = 'planned' returning 1"
    )
    world.clock.advance(hours * HOUR)
    await world.reply("HELP", intent=Intent.HELP, question=None)
    assert await rules(world) == [("help_texted", Grade.ORANGE)] * cases


async def test_s118_help_while_a_question_is_open_is_a_task_for_staff(world: World) -> None:
    await world.ask()
    await world.reply("HELP", intent=Intent.HELP)
    assert await rules(world) == [("help_texted", Grade.ORANGE)]


async def test_s116_a_case_is_told_in_turn_until_somebody_has_it(
    world: World, staff: StaffClient
) -> None:
    """Tuesday 10:00: the office is open, each has 15 minutes."""
    await staff.put(DUTY, ROTA, OWNER)
    await see_flag(world)
    assert await told(world) == ["kim"]
    await world.pass_time(world.clock.now() + 14 * MINUTE)
    assert await told(world) == ["kim"]
    await world.pass_time(world.clock.now() + MINUTE)
    assert await told(world) == ["kim", "lin"]
    (listed,) = (await staff.get(OPEN)).json()["alerts"]
    await staff.post(f"{OPEN}/{listed['alert_id']}/acknowledge", LIN)
    await world.pass_time(world.clock.now() + HOUR)
    assert await told(world) == ["kim", "lin"]
    passed = await world.published(AlertPassedOn)
    assert [(p.to_staff_id, p.turn) for p in passed] == [("kim", 0), ("lin", 1)]


async def test_s116_out_of_hours_the_on_call_have_30_minutes_each(
    world: World, staff: StaffClient
) -> None:
    await staff.put(DUTY, ROTA, OWNER)
    world.clock.advance(12 * HOUR)
    await see_flag(world)
    await world.pass_time(world.clock.now() + 29 * MINUTE)
    assert await told(world) == ["mateo"]
    await world.pass_time(world.clock.now() + MINUTE)
    assert await told(world) == ["mateo", "lin"]


async def test_a_text_to_staff_says_nothing_of_the_patient(
    world: World, staff: StaffClient
) -> None:
    await staff.put(DUTY, ROTA, OWNER)
    await see_flag(world)
    (page,) = await world.published(StaffTextRequested)
    said = page.model_dump(exclude={"patient_id"})
    assert set(said) == {
        "request_id",
        "staff_id",
        "kind",
        "alert_id",
        "grade",
        "not_before",
        "not_after",
    }


async def test_the_cap_holds_back_texts_and_never_cases_nor_a_red_one(
    world: World, staff: StaffClient
) -> None:
    await staff.put(DUTY, {**ROTA, "in_hours": ["kim"]}, OWNER)
    for number in range(8):
        await see_flag(world, "orange", patient_id=f"patient-{number}")
    assert len(await told(world)) == 6
    assert len((await staff.get(OPEN)).json()["alerts"]) == 8
    await see_flag(world, "red", patient_id="patient-red")
    assert len(await told(world)) == 7


async def test_s116_the_case_shows_who_saw_it_and_when(world: World, staff: StaffClient) -> None:
    await staff.put(DUTY, ROTA, OWNER)
    await see_flag(world)
    (listed,) = (await staff.get(OPEN)).json()["alerts"]
    path = f"{OPEN}/{listed['alert_id']}"
    await staff.post(f"{path}/seen", READER)
    await staff.post(f"{path}/seen", READER)
    await staff.post(f"{path}/acknowledge", KIM)
    world.clock.advance(MINUTE)
    await staff.post(f"{path}/close", LIN, outcome="sent_to_ed")
    case = (await staff.get(path)).json()
    assert [(e["what"], e["staff_id"], e["outcome"]) for e in case["history"]] == [
        ("opened", None, None),
        ("paged", "kim", None),
        ("seen", "eve", None),
        ("acknowledged", "kim", None),
        ("closed", "lin", "sent_to_ed"),
    ]
    assert case["alert"]["outcome"] == "sent_to_ed"
    assert [e.outcome for e in await world.published(AlertClosed)] == ["sent_to_ed"]


async def test_only_the_owner_says_who_is_on_duty(staff: StaffClient) -> None:
    assert (await staff.put(DUTY, ROTA, LIN)).status_code == 403
    assert (await staff.put(DUTY, {**ROTA, "time_zone": "Mars"}, OWNER)).status_code == 422
    assert (await staff.put(DUTY, ROTA, OWNER)).status_code == 200
    known = (await staff.get(DUTY, READER)).json()
    assert {name: known[name] for name in ROTA} == ROTA
