"""The staff APIs of the services that own visits, texts and alerts: asking them for a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import httpx
import structlog
from pydantic import BaseModel, ValidationError

from services.dashboard.domain.visits import Action
from shared.auth import Staff, issue_token
from shared.clock import Clock

log = structlog.get_logger()

M = TypeVar("M", bound=BaseModel)


class Answer(StrEnum):
    """What came of asking an owner to do something."""

    DONE = "done"
    CHANGED = "changed"  # somebody else was quicker; look again
    EARLY = "early"  # its time has not come
    NOT_FREE = "not_free"  # a visit cannot be then, unless somebody overrules it
    FORBIDDEN = "forbidden"  # not for this role
    REFUSED = "refused"  # the owner does not see how
    AWAY = "away"  # it was not asked: nothing was changed
    UNSURE = "unsure"  # it was asked and did not answer: it may have been done


# booking's codes for a time that breaks a rule or meets another visit.
NOT_FREE = frozenset(
    {
        "slot_taken",
        "room_taken",
        "patient_busy",
        "notice",
        "horizon",
        "outside_hours",
        "off_grid",
        "cap",
    }
)


@dataclass(frozen=True)
class Sent:
    """What came of it, with the owner's own words where it answered."""

    answer: Answer
    response: httpx.Response | None = None

    @property
    def code(self) -> str | None:
        """The owner's own word for why not."""
        return _code(self.response) if self.response is not None else None

    def read(self, what: type[M]) -> M | None:
        """What it was answered with; none when it was not done."""
        if self.answer is not Answer.DONE or self.response is None:
            return None
        return _read(self.response, what)

    def refused(self, what: type[M], code: str) -> M | None:
        """What a refusal of that code says more."""
        if self.response is None or self.code != code:
            return None
        return _read(self.response, what)

    @property
    def field_errors(self) -> dict[str, tuple[str, str]]:
        """The owner's code and words for each field that it could not use."""
        if self.response is None or not _is_problem(self.response):
            return {}
        errors = self.response.json().get("errors") or ()
        return {str(e["field"]): (str(e["code"]), str(e["message"])) for e in errors}

    @property
    def detail(self) -> str:
        """What the owner adds to its refusal."""
        if self.response is None or not _is_problem(self.response):
            return ""
        return str(self.response.json().get("detail") or "")

    @property
    def objection(self) -> str | None:
        """Which of the fields the owner could not use, and why."""
        if self.response is None or not _is_problem(self.response):
            return None
        said = self.response.json()
        messages = [str(error["message"]) for error in said.get("errors", ())]
        return ". ".join(messages) or str(said.get("title", "")) or None


class OwnerAwayError(Exception):
    """The owner did not answer, or not with what was asked for."""


@dataclass(frozen=True)
class Owner:
    """One service's staff API. `secret` signs the tokens that name the staff member."""

    name: str
    client: httpx.AsyncClient
    secret: str
    clock: Clock

    async def show(
        self, path: str, what: type[M], by: Staff, query: Mapping[str, str] | None = None
    ) -> M:
        """Raises OwnerAwayError."""
        shown = await self.find(path, what, by, query)
        if shown is None:
            log.warning("owner.answered", status=httpx.codes.NOT_FOUND, kind=self.name)
            raise OwnerAwayError(self.name)
        return shown

    async def find(
        self, path: str, what: type[M], by: Staff, query: Mapping[str, str] | None = None
    ) -> M | None:
        """None when there is no such thing. Raises OwnerAwayError."""
        try:
            response = await self.client.get(path, params=query, headers=self._headers(by))
        except httpx.TransportError as error:
            log.warning("owner.away", error=type(error).__name__, kind=self.name)
            raise OwnerAwayError(self.name) from None
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        if response.status_code != httpx.codes.OK:
            log.warning("owner.answered", status=response.status_code, kind=self.name)
            raise OwnerAwayError(self.name)
        if (shown := _read(response, what)) is None:
            raise OwnerAwayError(self.name)
        return shown

    async def ask(self, path: str, body: Mapping[str, object], by: Staff) -> Answer:
        return (await self.send(path, body, by)).answer

    async def send(
        self,
        path: str,
        body: Mapping[str, object],
        by: Staff,
        *,
        method: str = "POST",
        key: str | None = None,
    ) -> Sent:
        """`key` makes what is sent twice happen once."""
        headers = self._headers(by) | ({"idempotency-key": key} if key else {})
        try:
            response = await self.client.request(method, path, json=dict(body), headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            log.warning("owner.away", error=type(error).__name__, kind=self.name)
            return Sent(Answer.AWAY)
        except httpx.TransportError as error:
            log.warning("owner.unsure", error=type(error).__name__, kind=self.name)
            return Sent(Answer.UNSURE)
        answer = classify(response)
        if answer is not Answer.DONE:
            log.warning("owner.answered", status=response.status_code, kind=self.name)
        return Sent(answer, response)

    def _headers(self, by: Staff) -> dict[str, str]:
        token = issue_token(by, audience=self.name, secret=self.secret, now=self.clock.now())
        return {"authorization": f"Bearer {token}"}


def classify(response: httpx.Response) -> Answer:
    match response.status_code:
        case status if status < 300:
            return Answer.DONE
        case 403:
            return Answer.FORBIDDEN
        case 409 if _code(response) == "too_early":
            return Answer.EARLY
        case 409 if _code(response) in NOT_FREE:
            return Answer.NOT_FREE
        case 409:
            return Answer.CHANGED
        case 503:
            return Answer.AWAY
        case status if status >= 500:
            return Answer.UNSURE
    return Answer.REFUSED


def _code(response: httpx.Response) -> str | None:
    if not _is_problem(response):
        return None
    code: str = response.json()["code"]
    return code


def _read(response: httpx.Response, what: type[M]) -> M | None:
    """None where an owner of another version answers something else."""
    try:
        return what.model_validate_json(response.content)
    except ValidationError as error:
        log.warning("owner.not_understood", error=type(error).__name__, kind=what.__name__)
        return None


def _is_problem(response: httpx.Response) -> bool:
    """A proxy in between answers something else."""
    kind: str = response.headers.get("content-type", "")
    return kind.startswith("application/problem+json")


@dataclass(frozen=True)
class Owners:
    booking: Owner
    followup: Owner
    notify: Owner

    def secret_of(self, name: str) -> str:
        """What signs tokens for that service."""
        return {o.name: o.secret for o in (self.booking, self.followup, self.notify)}[name]

    async def change_visit(
        self, appointment_id: str, action: Action, *, version: int, by: Staff
    ) -> Answer:
        """`version` is the one the staff member saw; a newer one means CHANGED."""
        path = f"/staff/v1/appointments/{appointment_id}/{action}"
        return await self.booking.ask(path, {"version": version}, by)

    async def move_visit(
        self, appointment_id: str, asked: Mapping[str, object], *, by: Staff
    ) -> Sent:
        return await self.booking.send(f"/staff/v1/appointments/{appointment_id}/move", asked, by)

    async def cancel_visit(
        self, appointment_id: str, asked: Mapping[str, object], *, by: Staff
    ) -> Answer:
        return await self.booking.ask(f"/staff/v1/appointments/{appointment_id}/cancel", asked, by)

    async def book_visit(self, asked: Mapping[str, object], *, key: str, by: Staff) -> Sent:
        return await self.booking.send("/staff/v1/appointments", asked, by, key=key)

    async def save_time_off(self, asked: Mapping[str, object], *, by: Staff) -> Sent:
        return await self.booking.send("/staff/v1/time-off", asked, by)

    async def remove_time_off(self, time_off_id: str, *, by: Staff) -> Answer:
        path = f"/staff/v1/time-off/{time_off_id}"
        return (await self.booking.send(path, {}, by, method="DELETE")).answer

    async def acknowledge_alert(self, alert_id: str, *, by: Staff) -> Answer:
        return await self.followup.ask(f"/staff/v1/alerts/{alert_id}/acknowledge", {}, by)

    async def close_alert(self, alert_id: str, outcome: str, *, by: Staff) -> Answer:
        body = {"outcome": outcome}
        return await self.followup.ask(f"/staff/v1/alerts/{alert_id}/close", body, by)

    async def read_reply(self, reply_id: str, *, by: Staff) -> Answer:
        return await self.notify.ask(f"/staff/v1/replies/{reply_id}/read", {}, by)

    async def read_thread(self, patient_id: str, *, by: Staff) -> Answer:
        return await self.notify.ask(f"/staff/v1/threads/{patient_id}/read", {}, by)

    async def finish_task(self, task_id: str, *, by: Staff) -> Answer:
        return await self.notify.ask(f"/staff/v1/tasks/{task_id}/done", {}, by)

    async def finish_call(
        self, call_id: str, outcome: str, score: int | None, *, by: Staff
    ) -> Answer:
        """`score` is what a patient who was reached said, 0-10."""
        body = {"outcome": outcome, "score": score}
        return await self.followup.ask(f"/staff/v1/calls/{call_id}/done", body, by)

    async def offer_new_times(self, appointment_id: str, *, version: int, by: Staff) -> Answer:
        path = f"/staff/v1/appointments/{appointment_id}/offer-new-times"
        return await self.booking.ask(path, {"version": version}, by)

    async def keep_visit(
        self, appointment_id: str, reason: str, *, version: int, by: Staff
    ) -> Answer:
        """Though it is uncovered."""
        path = f"/staff/v1/appointments/{appointment_id}/keep"
        return await self.booking.ask(path, {"version": version, "reason": reason}, by)
