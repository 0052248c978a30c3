"""What other services ask notify to say, and the yes or no that comes back."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from services.notify.texts import UnknownKindError
from shared.events.appointments import AppointmentCancelled, VisitStatus
from shared.events.messages import TextState
from shared.events.outreach import Answer, Category, TextRequested, TextWithdrawn
from shared.events.patients import PatientSaved
from shared.events.replies import Intent, ReplyReceived
from tests.integration.notify.carriers import sid_of
from tests.integration.notify.visits import VISIT, booked, happened
from tests.integration.notify.worlds import World
from tests.support.facts import NOW
from tests.support.patients import ANA, consent, patient_saved

OFFER = {
    "starts_at": "2027-03-18T14:00:00-07:00",
    "practitioner": "Dr. Lin",
    "reply_by_at": "2027-03-08T10:30:00-08:00",
}


def asked(kind: str, values: dict[str, str], **changes: object) -> TextRequested:
    return TextRequested(
        patient_id=ANA,
        request_id=f"{kind}-1",
        kind=kind,
        category=Category.VISIT,
        values=values,
        expects=None,
        not_before=NOW,
        not_after=NOW + timedelta(days=2),
    ).model_copy(update=changes)


@pytest.fixture
async def known(world: World) -> World:
    """Ana has a visit, and was told of it."""
    await world.hear(patient_saved(), booked())
    await world.send_due()
    world.carrier.accepted.clear()
    return world


@pytest.fixture
async def offered(known: World) -> World:
    known.clock.advance(timedelta(minutes=1))
    await known.hear(asked("waitlist_offer", OFFER, expects=Answer.YES_NO))
    await known.send_due()
    return known


async def last_reply(world: World) -> ReplyReceived:
    replies: Sequence[ReplyReceived] = await world.published(ReplyReceived)
    return replies[-1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Lin Center: an opening Thu Mar 18, 2:00 PM with Dr. Lin. Reply Y by 10:30 AM to take"
            " it, N to pass. It's held for you until then.",
        ),
        (
            "es",
            "Lin Center: hay lugar el jue 18 de mar, 2:00 PM con Dr. Lin. Responda Y antes de"
            " 10:30 AM para tomarlo, N si no. Es suyo hasta entonces.",
        ),
        (
            "zh",
            "Lin Center：3月18日周四 下午2:00有空位（Dr. Lin）。上午10:30前回复Y预约，N放弃。"
            "在此之前为您保留。",
        ),
    ],
)
async def test_s105_an_offer_names_its_times_in_the_readers_language(
    known: World, language: str, said: str
) -> None:
    await known.hear(patient_saved(version=2, language=language), asked("waitlist_offer", OFFER))
    await known.send_due()
    assert known.carrier.bodies == [said]


@pytest.mark.parametrize(("body", "yes"), [("Y", True), ("sí", True), ("no thanks", False)])
async def test_s105_yes_or_no_goes_to_who_asked_and_the_question_is_answered(
    offered: World, body: str, yes: bool
) -> None:
    await offered.reply(body)
    reply = await last_reply(offered)
    assert (reply.intent, reply.yes) == (Intent.ANSWER, yes)
    assert reply.question is not None
    assert reply.question.request_id == "waitlist_offer-1"
    await offered.reply(body)
    assert (await last_reply(offered)).yes is None, "asked once, answered once"


@pytest.mark.parametrize(
    ("body", "intent"), [("C", Intent.CONFIRM), ("X", Intent.CANCEL_WISH), ("👍 C", Intent.CONFIRM)]
)
async def test_s79b_commands_about_a_visit_go_before_an_offer(
    offered: World, body: str, intent: Intent
) -> None:
    await offered.reply(body)
    reply = await last_reply(offered)
    assert (reply.intent, reply.yes) == (intent, None)
    await offered.reply("Y")
    assert (await last_reply(offered)).yes is True, "the offer is still open"


async def test_s79b_neither_yes_nor_no_is_asked_back_once_and_left_to_a_person(
    offered: World,
) -> None:
    await offered.reply("could it be at 3?")
    reply = await last_reply(offered)
    assert (reply.intent, reply.yes) == (Intent.OTHER, None)
    await offered.reply("I mean 3 in the afternoon")
    await offered.send_due()
    assert [b[:40] for b in offered.carrier.bodies[1:]] == [
        "Thanks. Please reply with one letter: Y "
    ]
    await offered.reply("y")
    assert (await last_reply(offered)).yes is True


async def test_s107_a_yes_that_comes_too_late_still_reaches_who_asked(offered: World) -> None:
    await offered.hear(
        TextWithdrawn(patient_id=ANA, request_id="waitlist_offer-1", reason="expired")
    )
    offered.clock.advance(timedelta(hours=2))
    await offered.reply("Y")
    late = await last_reply(offered)
    assert (late.intent, late.yes) == (Intent.ANSWER, True)
    assert late.question is not None
    assert late.question.request_id == "waitlist_offer-1"
    taken = asked("waitlist_taken", {}, in_reply_to=late.reply_id)
    await offered.hear(taken)
    await offered.send_due()
    assert offered.carrier.bodies[1:] == [
        "Sorry, that one is taken. You keep your place, and we will text you the next opening."
    ]


async def test_s70_a_yes_after_a_newer_text_is_about_that_one(offered: World) -> None:
    await offered.hear(
        TextWithdrawn(patient_id=ANA, request_id="waitlist_offer-1", reason="expired"),
        asked("staff_message", {"body": "See you on Tuesday?"}),
    )
    offered.clock.advance(timedelta(minutes=1))
    await offered.send_due()
    await offered.reply("yes")
    assert (await last_reply(offered)).intent is Intent.CONFIRM


async def test_s36_two_texts_of_the_same_words_are_each_found_at_the_carrier(known: World) -> None:
    known.carrier.silent = 2  # it takes both, and neither sender hears of it
    for number in ("1", "2"):
        same = asked("staff_message", {"body": "See you on Tuesday?"}, request_id=number)
        await known.hear(same)
    await known.send_due()
    assert len(known.carrier.accepted) == 2
    known.clock.advance(timedelta(seconds=61))
    await known.look_up()
    found = await known.texts("staff_message")
    assert {text.state for text in found} == {TextState.SENT}
    assert {text.sid for text in found} == {sid_of(taken) for taken in known.carrier.accepted}


FIRST = {
    "count": "8",
    "starts_at": "2027-03-16T09:30:00-07:00",
    "practitioner": "Dr. Lin",
    "link": "https://lin.example/m/7Kq2xV",
}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "series_booked",
            "Lin Center: 8 visits booked, the first Tue Mar 16, 9:30 AM with Dr. Lin. Change:"
            " https://lin.example/m/7Kq2xV Reply STOP to opt out.",
        ),
        (
            "series_moved",
            "Lin Center: 8 of your visits moved, the next is Tue Mar 16, 9:30 AM with Dr. Lin."
            " Details: https://lin.example/m/7Kq2xV",
        ),
        (
            "series_cancelled",
            "Lin Center: 8 of your visits are cancelled, from Tue Mar 16, 9:30 AM on. Questions or"
            " new times? Call 310-555-0100.",
        ),
    ],
)
async def test_s110_a_series_is_told_by_one_text(world: World, kind: str, said: str) -> None:
    """Each visit has its reminders, and no confirmation of its own."""
    quietly = booked().model_copy(update={"tell_patient": False})
    await world.hear(patient_saved(), quietly, asked(kind, FIRST))
    await world.send_due()
    assert world.carrier.bodies == [said]
    assert len(await world.texts("reminder")) == 2


def code(**changes: object) -> TextRequested:
    return asked("code", {"code": "481516"}, **{"asked_at": NOW, **changes})


def nobody_agreed() -> PatientSaved:
    return patient_saved(version=2, text_consent=consent())


async def test_a_code_goes_at_once_at_night_without_a_category_and_is_no_text_of_the_clinics(
    known: World,
) -> None:
    known.clock.advance(timedelta(hours=15))
    await known.hear(nobody_agreed(), code(asked_at=known.clock.now()))
    await known.send_due()
    assert known.carrier.bodies == [
        "Lin Center: your code is 481516. It works for a few minutes. We will never ask you for it."
    ]


async def test_a_code_that_is_no_longer_fresh_waits_like_any_text(known: World) -> None:
    known.clock.advance(timedelta(hours=15))
    await known.hear(code())
    await known.send_due()
    assert known.carrier.accepted == []
    assert (await known.text("code")).reason == "quiet_hours"


async def test_s60_a_code_does_not_go_to_a_phone_that_said_stop(known: World) -> None:
    await known.reply("STOP")
    await known.hear(code(asked_at=known.clock.now()))
    await known.send_due()
    assert known.carrier.accepted == []


async def test_a_code_names_the_practice_to_who_has_no_visit_there_yet(known: World) -> None:
    await known.hear(
        patient_saved(patient_id="new", phone="+13105550199", text_consent=None),
        code(patient_id="new"),
    )
    await known.send_due()
    assert known.carrier.bodies[0].startswith("Lin Center: your code is 481516.")


async def test_a_code_goes_even_where_nobody_ever_booked(world: World) -> None:
    await world.hear(patient_saved(text_consent=None), code())
    await world.send_due()
    assert world.carrier.bodies[0].startswith("Your code is 481516.")


async def test_s26_new_times_are_offered_for_a_visit_that_stands(known: World) -> None:
    link = "https://lin.example/m/new"
    await known.hear(asked("new_times", {"link": link}, appointment_id=VISIT))
    await known.send_due()
    assert known.carrier.bodies == [
        "Lin Center: we are sorry, we can't keep your visit Tue Mar 16, 9:30 AM."
        f" Please pick a new time here: {link}"
    ]


async def test_s30_new_times_are_not_offered_for_a_visit_that_was_cancelled(known: World) -> None:
    await known.hear(
        asked("new_times", {"link": "https://lin.example/m/new"}, appointment_id=VISIT),
        happened(AppointmentCancelled, version=2, status=VisitStatus.CANCELLED_BY_CLINIC),
    )
    await known.send_due()
    assert (await known.text("new_times")).state is TextState.RETIRED


async def test_a_request_with_an_instant_that_is_none_is_refused(known: World) -> None:
    with pytest.raises(ValueError, match="isoformat"):
        await known.hear(asked("waitlist_offer", {**OFFER, "starts_at": "soon"}))
    with pytest.raises(UnknownKindError):
        await known.hear(asked("birthday", {}))
