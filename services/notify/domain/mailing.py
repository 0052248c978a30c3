"""Whether a message goes by e-mail, and whether one that is due may: e-mail is the second channel,
for patients whom no text may or can reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.decision import (
    Decision,
    Expire,
    Retire,
    Send,
    SendByEmail,
    Wait,
    still_true,
    switched_on,
)
from services.notify.domain.text import Text
from shared.events.appointments import Visit

REMINDER = "reminder"
# What patients must know of a visit. Never what is about health: check-ins, scores, answers to them.
MAILED = frozenset(
    {
        "confirmation",
        REMINDER,
        "moved",
        "cancelled",
        "new_times",
        "series_booked",
        "series_moved",
        "series_cancelled",
    }
)
# Why a text did not go that an e-mail may be sent for.
INSTEAD_OF = frozenset({"no_phone", "number_unusable", "opted_out", "no_consent"})
# Anybody can type anybody's address into a public page.
MOST_A_DAY = 8
# Who told staff was looked at; a public page takes anybody's word.
FROM_STAFF = frozenset({"front_desk"})
DAY = timedelta(days=1)
FULL_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Mailbox:
    """An address that was given for e-mails about a visit, and what has been said of it since."""

    address: str
    stopped: bool = False
    no_reminders: bool = False
    unusable: bool = False

    def why_not(self, kind: str) -> str | None:
        if kind not in MAILED:
            return "not_by_email"
        if self.unusable:
            return "email_unusable"
        if self.stopped:
            return "emails_stopped"
        return "unsubscribed" if kind == REMINDER and self.no_reminders else None


@dataclass(frozen=True)
class Grant:
    """A yes to e-mails, as the ledger has it."""

    patient_id: str
    mailbox: Mailbox
    source: str
    at: datetime

    def covers(self, visit: Visit | None) -> bool:
        """What is typed on a public page is nobody's word but of whoever booked just then: it may
        not lead what others book in the same name to a stranger's mailbox.
        """
        by_staff = self.source in FROM_STAFF
        return by_staff or (visit is not None and self.at == visit.booked_at)


def choose_mailbox(grants: Sequence[Grant], visit: Visit | None) -> Mailbox | None:
    """The latest that is good for this visit. `grants`: the patient's, oldest first."""
    covering = [grant.mailbox for grant in grants if grant.covers(visit)]
    return covering[-1] if covering else None


def second_channel(text: Text, verdict: Decision, mailbox: Mailbox | None) -> Decision:
    """`verdict` on the text, or the e-mail in its place."""
    if isinstance(verdict, Retire) and verdict.why in INSTEAD_OF and can_take_over(text, mailbox):
        return SendByEmail(verdict.why)
    return verdict


def can_take_over(text: Text, mailbox: Mailbox | None) -> bool:
    return mailbox is not None and mailbox.why_not(text.kind) is None


@dataclass(frozen=True)
class MailSituation:
    """`sent_today`: e-mails to the address in the last 24 hours. `allowed`: the installation may
    write to it. `off`: there is no mail server.
    """

    visit: Visit | None
    mailbox: Mailbox | None
    off: bool = False
    allowed: bool = True
    switch: str | None = None
    sent_today: int = 0


def decide_mail(text: Text, situation: MailSituation, now: datetime) -> Decision:
    """As `decision.decide`. No hours are quiet for a mailbox: nothing rings."""
    if now >= text.expires_at:
        return Expire(text.reason or "too_late")
    verdict = (
        still_true(text, situation.visit, now)
        or switched_on(situation.switch, now)
        or _may_reach(text, situation)
        or _fits(situation, now)
        or Send()
    )
    if isinstance(verdict, Wait) and verdict.until >= text.expires_at:
        return Expire(verdict.why)
    return verdict


def _may_reach(text: Text, situation: MailSituation) -> Decision | None:
    if situation.off:
        return Retire("email_off")
    if situation.mailbox is None:
        return Retire("no_email_consent")
    if why := situation.mailbox.why_not(text.kind):
        return Retire(why)
    return None if situation.allowed else Retire("not_allowed_here")


def _fits(situation: MailSituation, now: datetime) -> Decision | None:
    if situation.sent_today >= MOST_A_DAY:
        return Wait(now + FULL_PAUSE, "cap")
    return None
