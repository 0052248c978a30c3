"""Twilio's webhooks: proven, stored, answered. What follows from them comes after."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from services.notify.carrier import EMPTY_ANSWER, HEADER, answer, is_genuine
from services.notify.domain.delivery import is_failure
from services.notify.domain.language import guess_language
from services.notify.handlers.record_outcome import record_failure, record_progress
from services.notify.handlers.store_reply import StoreReply
from services.notify.metrics import NotifyMetrics
from services.notify.store.callbacks import Callback
from services.notify.store.inbounds import Inbound
from services.notify.texts import Texts
from shared.clock import Clock
from shared.db import CONFLICTS, Connection, Database, is_outage
from shared.http import Problem
from shared.ids import new_id
from shared.together import Together

ATTEMPTS = 3
# The carrier waits 15 seconds for an answer.
STORING_PATIENCE_SECONDS = 8


class Twiml(Response):
    media_type = "text/xml"


@dataclass(frozen=True)
class Account:
    """`public_url` is what the carrier was told to call, which is what it signs."""

    sid: str
    tokens: Sequence[str]
    public_url: str


@dataclass(frozen=True)
class Fallback:
    """What is said while nothing can be stored: whom to call instead (S-119b)."""

    words: Texts
    clinic_phone: str

    def __call__(self, body: str) -> str:
        language = guess_language(body)
        said = self.words.write("cannot_read", language, {"phone": self.clinic_phone})
        return answer(said.body)


def twilio_router(
    account: Account,
    db: Database,
    clock: Clock,
    metrics: NotifyMetrics,
    store_reply: StoreReply,
    fallback: Fallback,
) -> APIRouter:
    router = APIRouter(prefix="/twilio", tags=["for the carrier"])

    async def write(reports: Sequence[Callback]) -> None:
        await _at_last(db, lambda conn: record_progress(conn, reports, clock.now()))

    progress = Together(write)

    async def proven_form(request: Request) -> FormData:
        form = await request.form()
        genuine = is_genuine(
            account.tokens,
            signed_url(account.public_url, request),
            form,
            request.headers.get(HEADER),
        )
        if not genuine or form.get("AccountSid") != account.sid:
            metrics.webhooks_refused.inc()
            raise Problem(403, "not_from_the_carrier", "This address is for the carrier alone")
        return form

    @router.post("/inbound", response_class=Twiml)
    async def inbound(request: Request) -> Response:
        form = await proven_form(request)
        arrived = _inbound(form, clock)
        try:
            async with asyncio.timeout(STORING_PATIENCE_SECONDS):
                await _at_last(db, lambda conn: store_reply(conn, arrived, clock.now()))
        except Exception as error:
            if not (is_outage(error) or isinstance(error, (TimeoutError, *CONFLICTS))):
                raise
            metrics.replies_not_stored.inc()
            return Twiml(fallback(arrived.body))
        return Twiml(EMPTY_ANSWER)

    @router.post("/fallback", response_class=Twiml)
    async def cannot_answer(request: Request) -> Response:
        """Called by the carrier when `/inbound` failed. Needs nothing but this process."""
        form = await proven_form(request)
        return Twiml(fallback(_text(form, "Body")))

    @router.post("/status", status_code=204)
    async def status(request: Request) -> Response:
        form = await proven_form(request)
        report = _callback(form, request, clock)
        if is_failure(report.status):
            phone = _text(form, "To")
            await _at_last(db, lambda conn: record_failure(conn, report, phone, clock.now()))
        else:
            await progress.do(report)
        return Response(status_code=204)

    return router


async def _at_last(db: Database, work: Callable[[Connection], Awaitable[None]]) -> None:
    """In one transaction, again if another got in its way: the carrier does not ask twice."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with db.transaction() as conn:
                await work(conn)
        except CONFLICTS:
            if attempt == ATTEMPTS:
                raise
        else:
            return


def signed_url(public_url: str, request: Request) -> str:
    """The path undecoded, as it was called."""
    path: str = request.scope["raw_path"].decode("latin-1")
    query: str = request.scope["query_string"].decode("latin-1")
    return public_url.rstrip("/") + path + (f"?{query}" if query else "")


def _inbound(form: FormData, clock: Clock) -> Inbound:
    return Inbound(
        message_sid=_text(form, "MessageSid"),
        reply_id=new_id(),
        phone=_text(form, "From"),
        our_number=_text(form, "To"),
        body=_text(form, "Body"),
        media_count=int(_text(form, "NumMedia") or 0),
        received_at=clock.now(),
    )


def _callback(form: FormData, request: Request, clock: Clock) -> Callback:
    return Callback(
        sid=_text(form, "MessageSid"),
        status=_text(form, "MessageStatus"),
        error_code=_text(form, "ErrorCode") or None,
        text_id=_id(request, "text"),
        attempt_id=_id(request, "attempt"),
        received_at=clock.now(),
    )


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\0", "")  # PostgreSQL's text cannot hold it


def _id(request: Request, name: str) -> UUID | None:
    value = request.query_params.get(name)
    return UUID(value) if value else None  # ours, and signed
