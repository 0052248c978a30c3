"""Twilio's Messages API, version 2010-04-01."""

import sqlite3
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import FormData

from sandbox.phones import delivery, faults, listing, misbehave, refusals, texts
from sandbox.phones.errors import RefusedError
from sandbox.phones.parts import Phones, authenticated
from sandbox.phones.pictures import PIXEL, picture_sid, picture_uri
from sandbox.phones.refusals import CreateRequest
from sandbox.phones.representation import message_json, rfc_2822
from sandbox.phones.simulator import Simulator
from sandbox.phones.texts import NewText, Text

router = APIRouter(
    prefix="/2010-04-01/Accounts/{account_sid}", dependencies=[Depends(authenticated)]
)


@router.post("/Messages.json", status_code=201)
async def create_message(request: Request, phones: Phones) -> Response:
    form = await request.form()
    wanted = _create_request(form)
    with phones.storage.transaction() as conn:
        before = faults.take(conn, wanted.to, faults.BEFORE)
    if before:
        return await misbehave.spoil(request, before)
    refusals.check(wanted, phones.settings, phones.now())
    with phones.storage.transaction() as conn:
        blocked = delivery.show_if_blocked(phones, conn, wanted.to, wanted.body)
    if blocked:
        raise RefusedError(21610)
    with phones.storage.transaction() as conn:
        text = delivery.accept(phones, conn, _new_text(phones, conn, wanted))
        after = faults.take(conn, wanted.to, faults.AFTER)
    if after:
        return await misbehave.spoil(request, after)
    return JSONResponse(message_json(phones.settings, text), 201)


@router.get("/Messages.json")
async def list_messages(request: Request, phones: Phones) -> dict[str, Any]:
    query = listing.parse_query(dict(request.query_params))
    page = listing.fetch(phones.storage.conn, query)
    messages = [message_json(phones.settings, text) for text in page.texts]
    return {**listing.page_json(request.url.path, query, page), "messages": messages}


@router.get("/Messages/{sid}.json")
async def fetch_message(sid: str, phones: Phones) -> dict[str, Any]:
    return message_json(phones.settings, _existing(phones, sid))


@router.post("/Messages/{sid}.json")
async def update_message(sid: str, request: Request, phones: Phones) -> dict[str, Any]:
    form = await request.form()
    with phones.storage.transaction() as conn:
        text = _existing(phones, sid)
        if "Status" in form:
            _cancel(phones, conn, text, str(form["Status"]))
        if "Body" in form:
            _redact(phones, conn, text, str(form["Body"]))
    return message_json(phones.settings, _existing(phones, sid))


@router.delete("/Messages/{sid}.json", status_code=204)
async def delete_message(sid: str, phones: Phones) -> None:
    with phones.storage.transaction() as conn:
        text = _existing(phones, sid)
        if text.status not in texts.FINAL:
            raise RefusedError(20009)
        texts.remove(conn, sid)


@router.get("/Messages/{sid}/Media.json")
async def list_media(sid: str, request: Request, phones: Phones) -> dict[str, Any]:
    text = _existing(phones, sid)
    query = listing.parse_query({})
    whole = listing.Page([], older=False, newer=False)
    media = [_media_json(phones, text, index) for index in range(text.pictures)]
    return {**listing.page_json(request.url.path, query, whole), "media_list": media}


@router.get("/Messages/{sid}/Media/{media_sid}")
async def fetch_media(sid: str, media_sid: str, phones: Phones) -> Response:
    """The picture itself, or with `.json` what is known about it."""
    text = _existing(phones, sid)
    for index in range(text.pictures):
        if media_sid == picture_sid(text, index):
            return Response(PIXEL, media_type="image/png")
        if media_sid == f"{picture_sid(text, index)}.json":
            return JSONResponse(_media_json(phones, text, index))
    raise RefusedError(20404)


def _create_request(form: FormData) -> CreateRequest:
    def value(name: str) -> str:
        return str(form.get(name, ""))

    return CreateRequest(
        to=value("To").strip(),
        sender=value("From").strip(),
        service_sid=value("MessagingServiceSid"),
        body=value("Body"),
        media=len(form.getlist("MediaUrl")),
        status_callback=value("StatusCallback"),
        schedule_type=value("ScheduleType"),
        send_at=value("SendAt"),
    )


def _new_text(phones: Simulator, conn: sqlite3.Connection, wanted: CreateRequest) -> NewText:
    send_at = refusals.send_at_of(wanted)
    return NewText(
        phone=wanted.to,
        direction="outbound-api",
        sender=wanted.sender or None,
        recipient=wanted.to,
        body=wanted.body,
        status=_first_status(wanted, send_at),
        pictures=wanted.media,
        callback_url=wanted.status_callback or None,
        service_sid=wanted.service_sid or None,
        send_at=send_at,
        outcome=faults.take_outcome(conn, wanted.to),
    )


def _first_status(wanted: CreateRequest, send_at: int | None) -> str:
    if send_at is not None:
        return "scheduled"
    return "queued" if wanted.sender else "accepted"


def _existing(phones: Simulator, sid: str) -> Text:
    text = texts.find(phones.storage.conn, sid)
    if text is None or text.direction not in texts.LISTED:
        raise RefusedError(20404)
    return text


def _cancel(phones: Simulator, conn: sqlite3.Connection, text: Text, status: str) -> None:
    if status != "canceled":
        raise RefusedError(20001, "Status")
    if text.status != "scheduled":
        raise RefusedError(30409)
    delivery.cancel(phones, conn, text)


def _redact(phones: Simulator, conn: sqlite3.Connection, text: Text, body: str) -> None:
    if body:
        raise RefusedError(20001, "Body may only be emptied")
    if text.status not in texts.FINAL:
        raise RefusedError(20009)
    texts.redact(conn, text.sid, phones.now())


def _media_json(phones: Simulator, text: Text, index: int) -> dict[str, Any]:
    return {
        "sid": picture_sid(text, index),
        "account_sid": phones.settings.account_sid,
        "parent_sid": text.sid,
        "content_type": "image/png",
        "date_created": rfc_2822(text.created_at),
        "date_updated": rfc_2822(text.updated_at),
        "uri": f"{picture_uri(phones.settings, text, index)}.json",
    }
