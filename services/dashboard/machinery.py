"""How the four services are doing, as they say it themselves, asked all at once."""

import asyncio
from datetime import datetime

from pydantic import BaseModel, RootModel

from services.dashboard.domain.conditions import Standing
from services.dashboard.owners import Owner, OwnerAwayError, Owners
from shared.auth import Staff
from shared.operations import DeadLetterEvent, State


class Switched(BaseModel):
    """A kind of text that does not go."""

    kind: str
    state: str
    why: str
    at: datetime


class Switches(RootModel[list[Switched]]):
    """As notify lists them."""


class MailServer(BaseModel):
    """Of the second channel, as notify tells it."""

    configured: bool
    host: str | None
    port: int | None
    security: str | None
    sender: str | None
    last_success_at: datetime | None
    last_error_at: datetime | None
    last_error_class: str | None
    last_error_code: str | None

    @property
    def failing(self) -> bool:
        """Whether the last that was heard of it is an error."""
        if self.last_error_at is None:
            return False
        return self.last_success_at is None or self.last_success_at < self.last_error_at


class Alarm(BaseModel):
    """What notify found wrong with itself; over when it has `cleared_at`."""

    name: str
    says: str
    raised_at: datetime
    cleared_at: datetime | None


class Alarms(RootModel[list[Alarm]]):
    """Of the last day, the open ones first."""


PATH = "/staff/v1/operations"


async def states(owners: Owners, by: Staff) -> dict[str, State | None]:
    """By the service's name; None while it is away."""
    asked = (owners.booking, owners.notify, owners.followup)
    answers = await asyncio.gather(*[_state(owner, by) for owner in asked])
    return dict(zip([owner.name for owner in asked], answers, strict=True))


async def dead_letter(owner: Owner, dead_letter_id: int, by: Staff) -> DeadLetterEvent | None:
    try:
        return await owner.show(f"{PATH}/dead-letters/{dead_letter_id}", DeadLetterEvent, by)
    except OwnerAwayError:
        return None


async def switches(owners: Owners, by: Staff) -> list[Switched] | None:
    """None while notify is away."""
    try:
        return (await owners.notify.show("/staff/v1/switches", Switches, by)).root
    except OwnerAwayError:
        return None


async def mail_server(owners: Owners, by: Staff) -> MailServer | None:
    """None while notify is away."""
    try:
        return await owners.notify.show("/staff/v1/email", MailServer, by)
    except OwnerAwayError:
        return None


async def alarms(owners: Owners, by: Staff) -> list[Alarm] | None:
    """None while notify is away."""
    try:
        return (await owners.notify.show("/staff/v1/alarms", Alarms, by)).root
    except OwnerAwayError:
        return None


def standing(service: str, state: State | None) -> Standing:
    if state is None:
        return Standing(service, here=False)
    oldest = state.outbox.oldest_at
    return Standing(
        service,
        here=True,
        outbox_age_seconds=(state.at - oldest).total_seconds() if oldest else 0,
        behind=sum(lag.behind for lag in state.lag),
        dead_letters=state.dead_letters_waiting,
        figures=state.figures,
    )


async def _state(owner: Owner, by: Staff) -> State | None:
    try:
        return await owner.show(PATH, State, by)
    except OwnerAwayError:
        return None
