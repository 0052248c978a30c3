"""Which messages go by e-mail, and when: the rules, against a real mail server on this machine."""

from datetime import timedelta

import pytest

from sandbox.mails.faults import FaultKind
from services.notify.store import restores, switches
from shared.events.appointments import (
    AppointmentCancelled,
    VisitStatus,
)
from shared.events.messages import TextState
from shared.events.outreach import Category, TextRequested
from tests.integration.notify.mails import (
    ANAS_ADDRESS,
    MailWorld,
    email_consent,
    without_texts,
)
from tests.integration.notify.visits import STARTS_AT, VISIT, booked, happened
from tests.support.facts import NOW
from tests.support.patients import ANA, consent, patient_saved


async def test_no_hour_is_quiet_for_a_mailbox(post: MailWorld) -> None:
    post.at(NOW + timedelta(hours=13))  # 23:00
    assert len(await post.hear_and_send(without_texts(), booked())) == 1


async def test_s67_who_opted_out_of_texts_is_told_by_email_and_is_on_the_call_list(
    post: MailWorld,
) -> None:
    await post.world.hear(patient_saved())
    await post.world.reply("STOP")
    await post.world.hear(patient_saved(version=2, email_consent=email_consent()), booked())
    await post.send_due()
    assert [mail.recipient for mail in post.office.mails] == [ANAS_ADDRESS]
    assert "call_instead" in await post.tasks()


async def test_s60_what_was_planned_to_a_phone_that_opts_out_goes_by_email_when_it_is_due(
    post: MailWorld,
) -> None:
    await post.world.hear(patient_saved(email_consent=email_consent()), booked())
    await post.world.send_due()
    await post.world.reply("STOP")
    await post.send_due()
    assert post.office.mails == []
    post.at(STARTS_AT - timedelta(days=2))
    await post.send_due()
    assert [mail.subject[:8] for mail in post.office.mails] == ["Reminder"]
    assert len(post.world.carrier.bodies) == 1


async def test_s57_a_text_to_a_number_that_is_none_goes_by_email(post: MailWorld) -> None:
    await post.world.hear(patient_saved(email_consent=email_consent()), booked())
    post.world.carrier.refusals = [21614]
    await post.send_due()
    assert len(post.office.mails) == 1
    text = await post.world.text("confirmation")
    assert (text.state, text.reason, text.phone) == (TextState.ACCEPTED, None, None)
    assert await post.tasks() == ["number_unusable"]


async def test_what_a_carrier_filters_goes_by_email_while_the_kind_is_off_for_texts(
    post: MailWorld,
) -> None:
    await post.world.hear(patient_saved(email_consent=email_consent()), booked())
    post.world.carrier.refusals = [30007]
    await post.send_due()
    assert len(post.office.mails) == 1


async def test_a_checkin_never_goes_by_email(post: MailWorld) -> None:
    request = TextRequested(
        patient_id=ANA,
        request_id="1",
        kind="checkin_score",
        category=Category.CHECKIN,
        values={},
        expects=None,
        not_before=NOW,
        not_after=NOW + timedelta(hours=12),
    )
    assert len(await post.hear_and_send(without_texts(), booked(), request)) == 1
    assert (await post.world.text("checkin_score")).reason == "no_consent"


async def test_an_address_typed_on_the_page_is_good_for_what_was_booked_with_it_alone(
    post: MailWorld,
) -> None:
    """Whoever knows a patient's name and phone must not learn of their other visits."""
    mine = booked(appointment_id="mine", booked_at=NOW - timedelta(days=1))
    stranger = email_consent(address="stranger@example.com")
    await post.world.hear(patient_saved(text_consent=None, email_consent=stranger), mine, booked())
    await post.send_due()
    assert [(m.recipient, VISIT in (m.calendar or b"").decode()) for m in post.office.mails] == [
        ("stranger@example.com", True)
    ]


async def test_an_address_told_to_staff_is_good_for_every_visit(post: MailWorld) -> None:
    told = email_consent(source="front_desk", given_at=NOW - timedelta(days=3))
    patient = patient_saved(text_consent=None, email_consent=told)
    assert len(await post.hear_and_send(patient, booked())) == 1


async def test_s123_outside_production_only_listed_addresses_are_written_to(
    post: MailWorld,
) -> None:
    elsewhere = email_consent(address="ana@elsewhere.net")
    patient = patient_saved(text_consent=None, email_consent=elsewhere)
    assert await post.hear_and_send(patient, booked()) == []
    assert (await post.world.text("confirmation")).reason == "not_allowed_here"


@pytest.mark.parametrize("kind", ["confirmation", "email"])
async def test_a_switch_holds_emails_of_a_kind_or_all(post: MailWorld, kind: str) -> None:
    async with post.world.db.transaction() as conn:
        await switches.set_kind(conn, kind, "off", "operator", NOW)
    assert await post.hear_and_send(without_texts(), booked()) == []
    async with post.world.db.transaction() as conn:
        await switches.clear_kind(conn, kind)
    post.world.clock.advance(timedelta(minutes=6))
    assert len(await post.hear_and_send()) == 1


async def test_a_dry_run_writes_down_and_sends_nothing(post: MailWorld) -> None:
    async with post.world.db.transaction() as conn:
        await switches.set_kind(conn, "email", "dry_run", "operator", NOW)
    assert await post.hear_and_send(without_texts(), booked()) == []
    assert (await post.world.text("confirmation")).reason == "dry_run"


async def test_s49_after_a_restore_no_email_goes_until_it_is_released(post: MailWorld) -> None:
    await post.world.hear(without_texts(), booked())
    await post.world.send_due()  # it is an e-mail from here on
    async with post.world.db.transaction() as conn:
        await restores.notice_copy(conn, NOW)
        await restores.hold(conn, NOW + timedelta(minutes=1))
    await post.send_mail()
    assert post.office.mails == []
    async with post.world.db.transaction() as conn:
        await restores.hold(conn, None)
    await post.send_mail()
    assert len(post.office.mails) == 1


async def test_without_a_mail_server_the_patient_is_called(post: MailWorld) -> None:
    await post.world.hear(without_texts(), booked())
    off = post.without_server()
    await off.send_due()
    assert post.office.mails == []
    assert (await post.world.text("confirmation")).reason == "email_off"
    assert await post.tasks() == ["call_instead"]


async def test_a_mailbox_gets_no_more_than_eight_emails_a_day(post: MailWorld) -> None:
    visits = [
        booked(appointment_id=f"v{n}", starts_at=STARTS_AT + timedelta(days=n)) for n in range(9)
    ]
    assert len(await post.hear_and_send(without_texts(), *visits)) == 8
    post.world.clock.advance(timedelta(days=1, minutes=1))
    assert len(await post.hear_and_send()) == 9


async def test_a_visit_that_was_cancelled_meanwhile_is_not_confirmed(post: MailWorld) -> None:
    await post.world.hear(without_texts(), booked())
    await post.world.send_due()
    gone = happened(AppointmentCancelled, version=2, status=VisitStatus.CANCELLED_BY_PATIENT)
    assert await post.hear_and_send(gone) == []


async def test_who_agrees_to_texts_later_is_texted_from_then_on(post: MailWorld) -> None:
    await post.hear_and_send(without_texts(), booked())
    await post.world.hear(
        patient_saved(version=2, text_consent=consent("visit"), email_consent=email_consent())
    )
    post.at(STARTS_AT - timedelta(days=2))
    await post.send_due()
    assert len(post.office.mails) == 1
    assert len(post.world.carrier.bodies) == 1


async def test_an_address_the_server_does_not_know_is_marked_and_the_patient_called(
    post: MailWorld,
) -> None:
    post.office.order(FaultKind.NO_SUCH_MAILBOX)
    await post.hear_and_send(without_texts(), booked())
    text = await post.world.text("confirmation")
    assert (text.state, text.reason) == (TextState.FAILED, "5.1.1")
    assert await post.tasks() == ["call_instead"]
    post.at(STARTS_AT - timedelta(days=2))
    await post.send_due()
    assert post.office.mails == []
    reminders = await post.world.texts("reminder")
    assert reminders[0].reason == "no_consent"


async def test_an_address_that_is_given_again_is_tried_again(post: MailWorld) -> None:
    post.office.order(FaultKind.NO_SUCH_MAILBOX)
    await post.hear_and_send(without_texts(), booked())
    again = NOW + timedelta(hours=1)
    post.at(again)
    await post.hear_and_send(
        patient_saved(version=2, text_consent=None, email_consent=email_consent(given_at=again)),
        booked(appointment_id="second", booked_at=again, starts_at=STARTS_AT + timedelta(days=7)),
    )
    assert len(post.office.mails) == 1
