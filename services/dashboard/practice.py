"""The practice as booking keeps it, and what comes of asking booking to change it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, RootModel

from services.dashboard.owned import UncoveredVisit
from services.dashboard.owners import Answer, OwnerAwayError, Owners, Sent
from shared.auth import Staff

PATH = "/staff/v1/settings"
Document = dict[str, Any]


class Named(BaseModel):
    id: str
    name: str


class Settings(BaseModel):
    """`practice` as its file says it; of each part that was ever changed, its version."""

    practice: Document
    versions: dict[str, int]
    retired_treatments: list[Named]
    retired_practitioners: list[Named]

    def entry(self, among: str, of: str) -> Document | None:
        return next((each for each in self.practice[among] if each["id"] == of), None)

    def names(self, among: str) -> dict[str, str]:
        return {each["id"]: each["name"] for each in self.practice[among]}

    def retired(self, among: str) -> dict[str, str]:
        """The names of retired `treatments` or `practitioners`."""
        gone = self.retired_treatments if among == "treatments" else self.retired_practitioners
        return {each.id: each.name for each in gone}

    def kinds(self, of: str) -> list[str]:
        """Of `rooms` or `equipment`, in all places."""
        return sorted({each["kind"] for place in self.practice["locations"] for each in place[of]})

    def said(self, text: str) -> dict[str, str]:
        """A text of the practice in other languages."""
        words = self.practice["words"]
        return {language: each[text] for language, each in words.items() if text in each}


class LostVisit(UncoveredVisit):
    """One that could not take place after the change, and why not."""

    gap: str


class Refusal(BaseModel):
    """Booking keeps a change back until these visits were looked at."""

    visits: list[LostVisit]
    accepted: str


class Changed(BaseModel):
    """`id` of what was changed or made."""

    id: str | None
    version: int


class Change(BaseModel):
    part: str
    version: int
    actor: str
    at: datetime
    before: Document | None
    after: Document | None


class Changes(RootModel[list[Change]]):
    """As booking lists them, the latest first."""


class Holiday(BaseModel):
    name: str
    on: date


class Holidays(RootModel[list[Holiday]]):
    """Of one calendar, each at its next date."""


class Calendars(RootModel[list[str]]):
    """Such as US-CA."""


class ReminderPlan(BaseModel):
    plan_id: str


class ReminderPlans(RootModel[list[ReminderPlan]]):
    """As notify lists them; what they say is not of interest here."""


class CheckinPlans(BaseModel):
    """As followup lists them, by id."""

    plans: Document


@dataclass(frozen=True)
class Outcome:
    """`errors` by field. `refusal`: which visits have to be looked at first."""

    sent: Sent
    errors: dict[str, tuple[str, str]]
    refusal: Refusal | None = None

    @property
    def done(self) -> bool:
        return self.sent.answer is Answer.DONE

    @property
    def made(self) -> Changed | None:
        return self.sent.read(Changed)

    @property
    def changed_meanwhile(self) -> bool:
        return self.sent.code == "changed_meanwhile"


async def show_settings(owners: Owners, by: Staff) -> Settings:
    """Raises OwnerAwayError."""
    return await owners.booking.show(PATH, Settings, by)


async def change_settings(
    owners: Owners, part: str, body: Document, by: Staff, method: str = "PUT"
) -> Outcome:
    sent = await owners.booking.send(f"{PATH}/{part}", body, by, method=method)
    return Outcome(sent, sent.field_errors, sent.refused(Refusal, "would_uncover"))


@dataclass(frozen=True)
class PlanNames:
    reminders: list[str]
    checkins: list[str]


async def plans_named(owners: Owners, by: Staff, settings: Settings) -> PlanNames:
    """Which plans a treatment may name; while their owners are away, those that are named."""
    used = settings.practice["treatments"]
    reminders = {t["reminder_plan"] for t in used}
    checkins = {t["checkin_plan"] for t in used if t["checkin_plan"]}
    with suppress(OwnerAwayError):
        shown = await owners.notify.show("/staff/v1/reminder-plans", ReminderPlans, by)
        reminders |= {plan.plan_id for plan in shown.root}
    with suppress(OwnerAwayError):
        known = await owners.followup.show("/staff/v1/plans", CheckinPlans, by)
        checkins |= set(known.plans)
    return PlanNames(sorted(reminders), sorted(checkins))
