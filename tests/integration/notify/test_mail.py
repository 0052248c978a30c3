"""E-mail, where no text may or can go: against a real mail server on this machine."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import icalendar
import pytest

from shared.events.appointments import (
    AppointmentCancelled,
    AppointmentRescheduled,
    VisitStatus,
)
from shared.events.messages import Channel, TextAccepted, TextPlanned, TextState
from tests.integration.notify.mails import (
    ANAS_ADDRESS,
    UNDO,
    MailWorld,
    email_consent,
    without_texts,
)
from tests.integration.notify.visits import STARTS_AT, VISIT, booked, happened
from tests.support.facts import NOW
from tests.support.patients import patient_saved


async def test_who_agreed_to_no_texts_gets_the_confirmation_by_email_with_the_visit_as_a_file(
    post: MailWorld,
) -> None:
    place = booked().visit.location.model_copy(
        update={"address": "2001 Wilshire Blvd", "phone_e164": "+13105550100"}
    )
    subjects = await post.hear_and_send(without_texts(), booked(location=place))
    assert subjects == ["Your visit on Tue Mar 16, 9:30 AM"]
    [mail] = post.office.mails
    assert (mail.recipient, mail.sender) == (ANAS_ADDRESS, "Lin Center <visits@clinic.example>")
    assert "https://lin.example/m/7Kq2xV" in mail.text
    assert "2001 Wilshire Blvd" in mail.text
    assert '<a href="https://lin.example/m/7Kq2xV">' in mail.html
    assert parsedate_to_datetime(mail.message["Date"]) == NOW
    assert mail.message["Auto-Submitted"] == "auto-generated"
    [event] = icalendar.Calendar.from_ical(mail.calendar or b"").walk("VEVENT")
    assert (event["uid"], event["sequence"]) == (f"{VISIT}@meridian", 0)
    assert event.decoded("dtstart") == STARTS_AT
    assert str(event["organizer"]) == "tel:+13105550100"
    assert post.world.carrier.bodies == []


async def test_an_email_says_no_more_of_the_treatment_than_a_text(post: MailWorld) -> None:
    await post.hear_and_send(without_texts(), booked())
    raw = post.office.mails[0].message.as_string().lower()
    assert "acupuncture" not in raw
    assert "needl" not in raw


async def test_the_story_of_the_message_says_why_it_went_by_email(post: MailWorld) -> None:
    await post.hear_and_send(without_texts(), booked())
    text = await post.world.text("confirmation")
    assert (text.state, text.channel, text.address) == (
        TextState.ACCEPTED,
        Channel.EMAIL,
        ANAS_ADDRESS,
    )
    assert ("planned", "no_consent") in await post.world.history(text.text_id)
    [accepted] = await post.world.published(TextAccepted)
    assert accepted.text.channel is Channel.EMAIL
    planned = await post.world.published(TextPlanned)
    assert [(p.text.kind, p.text.channel) for p in planned if p.text.kind == "confirmation"] == [
        ("confirmation", Channel.TEXT),
        ("confirmation", Channel.EMAIL),
    ]
    [(about_it,)] = await post.world.rows(
        "select payload::text from outbox where type like '%%text_accepted%%'"
    )
    assert ANAS_ADDRESS not in about_it


async def test_who_agreed_to_both_is_texted(post: MailWorld) -> None:
    assert await post.hear_and_send(patient_saved(email_consent=email_consent()), booked()) == []
    assert len(post.world.carrier.bodies) == 1


async def test_who_gave_no_address_is_not_emailed(post: MailWorld) -> None:
    assert await post.hear_and_send(patient_saved(text_consent=None), booked()) == []
    assert (await post.world.text("confirmation")).reason == "no_consent"


async def test_a_reminder_is_due_when_a_text_would_be_and_can_be_stopped_by_one_click(
    post: MailWorld,
) -> None:
    await post.hear_and_send(without_texts(), booked())
    post.at(STARTS_AT - timedelta(days=2))
    subjects = await post.hear_and_send()
    assert subjects[1:] == ["Reminder: your visit on Tue Mar 16, 9:30 AM"]
    reminder = post.office.mails[1]
    assert reminder.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert reminder.stop_link.startswith("https://clinic.example/mail/")
    assert reminder.stop_link in reminder.text
    assert reminder.calendar is None
    assert "List-Unsubscribe" not in post.office.mails[0].message


async def test_s70_who_has_confirmed_is_not_asked_to_by_email(post: MailWorld) -> None:
    await post.hear_and_send(without_texts(), booked())
    await post.world.hear(happened(AppointmentRescheduled, version=2, status=VisitStatus.CONFIRMED))
    post.at(STARTS_AT - timedelta(days=2))
    await post.send_due()
    assert "To confirm" not in post.office.mails[-1].text


async def test_a_move_and_a_cancellation_carry_the_same_uid_and_a_higher_sequence(
    post: MailWorld,
) -> None:
    await post.hear_and_send(without_texts(), booked())
    later = STARTS_AT + timedelta(days=1)
    await post.world.hear(happened(AppointmentRescheduled, version=2, starts_at=later))
    post.world.clock.advance(UNDO)
    await post.send_due()
    await post.world.hear(
        happened(
            AppointmentCancelled,
            version=3,
            starts_at=later,
            status=VisitStatus.CANCELLED_BY_CLINIC,
        )
    )
    post.world.clock.advance(UNDO)
    await post.send_due()
    assert [mail.subject for mail in post.office.mails] == [
        "Your visit on Tue Mar 16, 9:30 AM",
        "Your visit moved to Wed Mar 17, 9:30 AM",
        "Your visit on Wed Mar 17, 9:30 AM is cancelled",
    ]
    calendars = [icalendar.Calendar.from_ical(m.calendar or b"") for m in post.office.mails]
    events = [calendar.walk("VEVENT")[0] for calendar in calendars]
    assert [str(calendar["method"]) for calendar in calendars] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]


@pytest.mark.parametrize(
    ("language", "subject"),
    [("es", "Su cita el mar 16 de mar, 9:30 AM"), ("zh", "您的预约：3月16日周二 上午9:30")],
)
async def test_x02_an_email_is_in_the_patients_language(
    post: MailWorld, language: str, subject: str
) -> None:
    assert await post.hear_and_send(without_texts(language=language), booked()) == [subject]
