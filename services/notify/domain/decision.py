"""Whether a text that is due may go: asked at the last moment, with everything known then."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.text import Text
from shared.events.appointments import Visit
from shared.events.outreach import Category

# What answers the patient's own act goes at any hour, while it is still an answer.
ANSWER_FRESH_FOR = timedelta(minutes=15)
# Asked again after this long when a fact is missing: an event may still be on its way.
FACT_MISSING_PAUSE = timedelta(seconds=30)
SWITCHED_OFF_PAUSE = timedelta(minutes=5)
# Clinic-started texts, all kinds together: 47 CFR 64.1200(a)(9)(iv), kept as good manners.
MOST_A_DAY = 1
MOST_A_WEEK = 3
WEEK = timedelta(days=7)

_ABOUT_A_CANCELLED_VISIT = frozenset({"cancelled", "cancel_noted"})
_BY_PEOPLE = frozenset({"staff_message"})
# Asked for by others, and of use only while the visit stands.
_ABOUT_A_STANDING_VISIT = frozenset({"new_times"})


@dataclass(frozen=True)
class Recipient:
    patient_id: str
    phone: str | None
    zone: ZoneInfo | None  # none means the clinic's
    language: str


@dataclass(frozen=True)
class Consent:
    stopped: bool  # holds for everything, whatever the categories say
    categories: frozenset[Category]


@dataclass(frozen=True)
class Situation:
    """`recent` are the clinic-started texts to this phone in the last week, oldest first.
    `questioned` is the patient an open question on this phone was put to.
    """

    visit: Visit | None
    recipient: Recipient | None
    consent: Consent
    allowed_phone: bool
    clinic_zone: ZoneInfo
    recent: tuple[datetime, ...] = ()
    questioned: str | None = None
    unusable_phone: bool = False  # the carrier said so
    switch: str | None = None  # of this kind of text: "off", "dry_run"
    safety_answered: bool = False  # what this would answer got the safety text instead (S-83)

    @property
    def zone(self) -> ZoneInfo:
        own = self.recipient.zone if self.recipient else None
        return own or self.clinic_zone


@dataclass(frozen=True)
class Send:
    pass


@dataclass(frozen=True)
class Wait:
    until: datetime
    why: str


@dataclass(frozen=True)
class Retire:
    why: str


@dataclass(frozen=True)
class Expire:
    why: str


@dataclass(frozen=True)
class SendByEmail:
    """No text may or can go; `why` not."""

    why: str


Decision = Send | Wait | Retire | Expire | SendByEmail


def decide(text: Text, situation: Situation, hours: TextingHours, now: datetime) -> Decision:
    """The first rule that objects wins. A wait that would outlast the text's use is its end."""
    if now >= text.expires_at:
        return Expire(text.reason or "too_late")
    verdict = (
        still_true(text, situation.visit, now)
        or switched_on(situation.switch, now)
        or _may_reach(text, situation, now)
        or _fits(text, situation, hours, now)
        or Send()
    )
    if isinstance(verdict, Wait) and verdict.until >= text.expires_at:
        return Expire(verdict.why)
    return verdict


def still_true(text: Text, visit: Visit | None, now: datetime) -> Decision | None:
    if text.kind in _ABOUT_A_STANDING_VISIT and visit and not visit.status.upcoming:
        return Retire(visit.status)
    if text.appointment_version is None:
        return None
    if visit is None or visit.version != text.appointment_version:
        return Retire("superseded")
    if text.kind in _ABOUT_A_CANCELLED_VISIT:
        return None if visit.status.cancelled else Retire(visit.status)
    if not visit.status.upcoming:
        return Retire(visit.status)
    return Expire("visit_began") if visit.starts_at <= now else None


def switched_on(switch: str | None, now: datetime) -> Decision | None:
    match switch:
        case "off":
            return Wait(now + SWITCHED_OFF_PAUSE, "kind_switched_off")
        case "dry_run":
            return Retire("dry_run")
    return None


def _may_reach(text: Text, situation: Situation, now: datetime) -> Decision | None:
    recipient, consent = situation.recipient, situation.consent
    if situation.safety_answered and text.kind not in _BY_PEOPLE:
        return Retire("safety_text_instead")
    if recipient is None:
        return Wait(now + FACT_MISSING_PAUSE, "patient_unknown")
    if recipient.phone is None:
        return Retire("no_phone")
    if situation.unusable_phone:
        return Retire("number_unusable")
    if consent.stopped:
        return Retire("opted_out")
    unasked = text.in_reply_to is None and not _fresh(text.asked_at, now)
    if unasked and text.category not in consent.categories:
        return Retire("no_consent")
    return None if situation.allowed_phone else Retire("not_allowed_here")


def _fits(text: Text, situation: Situation, hours: TextingHours, now: datetime) -> Decision | None:
    if answers_the_patient(text, now):
        return None
    if not hours.allow(now, situation.zone):
        return Wait(hours.next_opening(now, situation.zone), "quiet_hours")
    if text.category is Category.CHECKIN and (free_at := _over_the_cap(situation, now)):
        return Wait(free_at, "cap")
    if text.expects and situation.questioned not in {None, text.patient_id}:
        return Wait(now + timedelta(minutes=10), "other_question_open")
    return None


def answers_the_patient(text: Text, now: datetime) -> bool:
    """A reply to what the patient did a moment ago: outside caps and quiet hours."""
    return _fresh(text.answers_at, now) or _fresh(text.asked_at, now)


def _fresh(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at <= ANSWER_FRESH_FOR


def _over_the_cap(situation: Situation, now: datetime) -> datetime | None:
    """When there is room again. Visit texts always go, and so take a check-in's place."""
    zone = situation.zone
    recent = [at for at in situation.recent if now - at < WEEK]
    today = [at for at in recent if at.astimezone(zone).date() == now.astimezone(zone).date()]
    if len(today) >= MOST_A_DAY:
        return (now.astimezone(zone) + timedelta(days=1)).astimezone(UTC)
    if len(recent) >= MOST_A_WEEK:
        return recent[-MOST_A_WEEK] + WEEK
    return None
