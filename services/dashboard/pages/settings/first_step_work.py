"""What is done with each of the first steps once it is typed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from services.dashboard.domain.first_practice import practice_file
from services.dashboard.domain.opening_words import read_hours
from services.dashboard.neighbours import Installation
from services.dashboard.owners import Answer
from services.dashboard.pages.care_words import COMPLAINT
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor
from services.dashboard.pages.settings.demo import PATH as INSTALLATION
from services.dashboard.pages.settings.office_hours import DAYS, save_office_hours
from services.dashboard.pages.settings.on_call import PATH as DUTY
from services.dashboard.pages.settings.phones import as_e164
from services.dashboard.pages.settings.saving import problem_of, save
from services.dashboard.pages.settings.test_texts import send_test
from services.dashboard.pages.settings.twilio import TEST_WORDS
from services.dashboard.rota import Duty
from services.dashboard.store.first_run import Progress
from shared.ids import new_id

HERE = "/settings/first-steps"
UNFINISHED = "Please finish the steps before this one first."
THERE_ALREADY = "There is a practice here now. It is changed under Settings."


@dataclass(frozen=True)
class Done:
    """`problem`, in words, when it was not; `address` where it goes on, if not to the next step."""

    problem: str = ""
    address: str = ""


async def _keep(_: Desk, __: Visitor, ___: Progress) -> Done:
    """It is enough that it is written down."""
    return Done()


async def _keep_until_there_is_a_practice(desk: Desk, visitor: Visitor, _: Progress) -> Done:
    found = await desk.owners.booking.show(INSTALLATION, Installation, visitor.staff)
    return Done() if found.empty else Done(problem=THERE_ALREADY)


async def _open_the_practice(desk: Desk, visitor: Visitor, progress: Progress) -> Done:
    kept, typed = await _keep_until_there_is_a_practice(desk, visitor, progress), progress.typed
    if kept.problem:
        return kept
    if not {"practice", "hours"} <= typed.keys():
        return Done(problem=UNFINISHED)
    week = {day: read_hours(typed["hours"][f"day-{day}"]) for day in DAYS}
    file = practice_file(typed["practice"], typed["hours"], week, typed["treatment"], COMPLAINT)
    sending = desk.owners.booking.send(
        "/staff/v1/settings/file", {"version": 0, "file": file}, visitor.staff, method="PUT"
    )
    sent = await save(desk, visitor, sending, "first practice")
    if problem := problem_of(sent, "Booking"):
        return Done(problem=problem)
    await desk.neighbours.ask_booking()
    return Done(problem=await save_office_hours(desk, visitor, week))


async def _send_a_test(desk: Desk, visitor: Visitor, progress: Progress) -> Done:
    phone = as_e164(progress.typed["test"]["phone"])
    body: dict[str, object] = {
        "name": visitor.staff.name,
        "phone": phone,
        "on_call": True,
        "notices": [],
    }
    sending = desk.owners.notify.send(
        f"/staff/v1/team/{visitor.staff.id}", body, visitor.staff, method="PUT"
    )
    sent = await save(desk, visitor, sending, "own phone")
    if problem := problem_of(sent, "Texting") or await _go_on_call(desk, visitor):
        return Done(problem=problem)
    tried = await send_test(desk, visitor, visitor.staff.id, TEST_WORDS, str(new_id()))
    if not tried.text_id:
        return Done(problem=tried.problem)
    return Done(address=f"/settings/tests/{tried.text_id}?back={HERE}")


async def _go_on_call(desk: Desk, visitor: Visitor) -> str:
    """Unless somebody is already. What went wrong, in words."""
    duty = await desk.owners.followup.show(DUTY, Duty, visitor.staff)
    if duty.in_hours or duty.on_call:
        return ""
    own = [visitor.staff.id]
    body = duty.asked(in_hours=own, on_call=own)
    sending = desk.owners.followup.send(DUTY, body, visitor.staff, method="PUT")
    sent = await save(desk, visitor, sending, "rota: the owner")
    return "" if sent.answer is Answer.DONE else problem_of(sent, "Follow-up")


WORK: Mapping[str, Callable[[Desk, Visitor, Progress], Awaitable[Done]]] = {
    "practice": _keep_until_there_is_a_practice,
    "hours": _keep_until_there_is_a_practice,
    "treatment": _open_the_practice,
    "texting": _keep,
    "test": _send_a_test,
}
