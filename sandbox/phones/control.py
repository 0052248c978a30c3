"""The simulator's own JSON API: for tests, the demo and the page."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, Field

from sandbox.phones import faults, handsets, inbound, texts, webhooks
from sandbox.phones.faults import Fault, FaultKind
from sandbox.phones.handsets import Handset
from sandbox.phones.parts import Phones
from sandbox.phones.refusals import BODY_LIMIT, is_phone
from sandbox.phones.settings import E164
from sandbox.phones.texts import Direction, Text
from sandbox.phones.webhooks import WebhookCall
from shared.sms import count_segments

router = APIRouter(prefix="/api")

Number = Annotated[E164, Path()]
Limit = Annotated[int, Query(ge=1, le=1000)]


class NewPhone(BaseModel):
    number: E164
    name: str = Field(default="", max_length=60)


class NewInbound(BaseModel):
    body: str = Field(default="", max_length=BODY_LIMIT)
    pictures: int = Field(default=0, ge=0, le=10)


class NewFault(BaseModel):
    """`times` null means until cleared; `seconds` is how long to hold or to be late."""

    kind: FaultKind
    to: E164 | None = None
    times: int | None = Field(default=1, ge=1)
    seconds: float = Field(default=5, ge=0, le=600)
    error_code: int | None = None


class ShownText(BaseModel):
    id: int
    sid: str
    phone: str
    direction: Direction
    body: str
    pictures: int
    status: str
    error_code: int | None
    encoding: Literal["GSM-7", "UCS-2"]
    segments: int
    webhook_status: int | None
    created_at: datetime


@router.get("/phones")
async def list_phones(phones: Phones) -> list[Handset]:
    return handsets.list_all(phones.storage.conn)


@router.post("/phones", status_code=201)
async def add_phone(new: NewPhone, phones: Phones) -> Handset:
    _require_possible(new.number)
    with phones.storage.transaction() as conn:
        handset = handsets.ensure(conn, new.number, phones.now())
        return handsets.rename(conn, new.number, new.name) if new.name else handset


@router.get("/phones/{phone}/texts")
async def list_phone_texts(phone: Number, phones: Phones, limit: Limit = 200) -> list[ShownText]:
    return [shown(text) for text in texts.list_for_phone(phones.storage.conn, phone, limit)]


@router.post("/phones/{phone}/texts", status_code=201)
async def text_the_clinic(phone: Number, new: NewInbound, phones: Phones) -> ShownText:
    _require_possible(phone)
    with phones.storage.transaction() as conn:
        return shown(inbound.receive(phones, conn, phone, new.body, new.pictures))


@router.get("/texts")
async def list_texts(phones: Phones, limit: Limit = 200) -> list[ShownText]:
    return [shown(text) for text in texts.list_for_phone(phones.storage.conn, None, limit)]


@router.get("/webhooks")
async def list_webhooks(
    phones: Phones, sid: str | None = None, limit: Limit = 200
) -> list[WebhookCall]:
    return webhooks.list_calls(phones.storage.conn, sid, limit)


@router.get("/faults")
async def list_faults(phones: Phones) -> list[Fault]:
    return faults.list_all(phones.storage.conn)


@router.post("/faults", status_code=201)
async def order_fault(new: NewFault, phones: Phones) -> Fault:
    error_code = new.error_code
    if error_code is None and new.kind in faults.OUTCOMES:
        error_code = 30003 if new.kind is FaultKind.UNDELIVERED else 30008
    with phones.storage.transaction() as conn:
        return faults.add(conn, new.kind, new.to, new.times, new.seconds, error_code)


@router.delete("/faults", status_code=204)
async def clear_faults(phones: Phones) -> None:
    with phones.storage.transaction() as conn:
        faults.clear(conn)


@router.delete("/faults/{fault_id}", status_code=204)
async def remove_fault(fault_id: int, phones: Phones) -> None:
    with phones.storage.transaction() as conn:
        faults.remove(conn, fault_id)


def shown(text: Text) -> ShownText:
    return ShownText(
        id=text.id,
        sid=text.sid,
        phone=text.phone,
        direction=text.direction,
        body=text.body,
        pictures=text.pictures,
        status=text.status,
        error_code=text.error_code,
        encoding=count_segments(text.body).encoding,
        segments=text.segments,
        webhook_status=text.webhook_status,
        created_at=datetime.fromtimestamp(text.created_at, UTC),
    )


def _require_possible(number: str) -> None:
    if not is_phone(number):
        raise HTTPException(422, "not a possible phone number")
