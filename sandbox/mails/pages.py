"""The page with the e-mails. What they hold is somebody else's input: it is shown as text, and as
HTML only in a frame that may do nothing.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import jinja2
from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.mails.faults import LABELS, FaultKind, Faults
from sandbox.mails.mailbox import Mail, Mailbox

router = APIRouter()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# No scripts, no forms, nothing fetched: not even a picture that tells that somebody looked.
PREVIEW_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
    " frame-ancestors 'self'"
)
_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@router.get("/")
async def show_mails(request: Request) -> Response:
    mailbox: Mailbox = request.app.state.mailbox
    faults: Faults = request.app.state.faults
    return _page(
        request,
        "mails.html",
        mails=mailbox.list_latest(),
        last=mailbox.last_number,
        faults=faults.waiting,
        labels=LABELS,
    )


@router.get("/mails/{number}")
async def show_mail(request: Request, number: int) -> Response:
    return _page(request, "mail.html", mail=_get(request, number))


@router.get("/mails/{number}/html")
async def show_html(request: Request, number: int) -> Response:
    headers = {
        "Content-Security-Policy": PREVIEW_POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(_get(request, number).html, headers=headers)


@router.get("/mails/{number}/visit.ics")
async def download_calendar(request: Request, number: int) -> Response:
    calendar = _get(request, number).calendar
    if calendar is None:
        raise HTTPException(404)
    headers = {"Content-Disposition": 'attachment; filename="visit.ics"'}
    return Response(calendar, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/mails/{number}/raw")
async def show_raw(request: Request, number: int) -> Response:
    raw = _get(request, number).raw.decode("utf-8", "replace")
    return PlainTextResponse(raw, headers={"X-Content-Type-Options": "nosniff"})


@router.post("/faults")
async def order_fault(
    request: Request,
    kind: Annotated[FaultKind, Form()],
    recipient: Annotated[str, Form()] = "",
    times: Annotated[str, Form(pattern="^[1-9]?$")] = "1",
) -> Response:
    faults: Faults = request.app.state.faults
    faults.add(kind, recipient.strip().lower(), int(times) if times else None)
    return RedirectResponse("/", 303)


@router.post("/faults/clear")
async def clear_faults(request: Request) -> Response:
    request.app.state.faults.clear()
    return RedirectResponse("/", 303)


def _get(request: Request, number: int) -> Mail:
    mailbox: Mailbox = request.app.state.mailbox
    mail = mailbox.find(number)
    if mail is None:
        raise HTTPException(404)
    return mail


def _page(request: Request, template: str, **context: object) -> Response:
    def shown(at: datetime) -> str:
        return f"{at.astimezone(request.app.state.zone):%a %b %-d, %-I:%M %p}"

    page = _TEMPLATES.get_template(template).render(shown=shown, **context)
    return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
