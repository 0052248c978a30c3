"""The gate every page but sign-in stands behind: a session, and for a POST the form's token."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.pages.desk import ACTING, JUDGING, Desk
from services.dashboard.store import audit, staff
from services.dashboard.store.audit import Audited
from services.dashboard.store.sessions import Session
from services.dashboard.store.staff import Account
from shared.auth import Role, Staff
from shared.db import Connection
from shared.web import csrf

SIGN_IN = "/sign-in"
LIVE = "/live"


class NotSignedInError(Exception):
    """There is no session, or no longer, or it is `locked` until its password is typed again."""

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__()
        self.locked = locked


@dataclass(frozen=True)
class Visitor:
    staff: Staff
    session_id: str
    csrf_token: str

    @property
    def may_act(self) -> bool:
        return self.staff.role in ACTING

    @property
    def may_judge(self) -> bool:
        return self.staff.role in JUDGING


class Gate:
    """A router's dependency. Puts the Visitor on the request."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._looking: dict[str, asyncio.Future[Account]] = {}

    async def __call__(self, request: Request) -> None:
        """Raises NotSignedInError and CsrfError."""
        session_id = request.cookies.get(cookie_name(self._desk), "")
        if _by_a_person(request):
            account = await self._admit(request, session_id)
        else:
            account = await self._recognise(session_id)
        token = csrf.issue(self._desk.form_key, session_id)
        request.state.visitor = Visitor(account.staff, session_id, token)

    async def _admit(self, request: Request, session_id: str) -> Account:
        session = await self._session(session_id, touch=True)
        if request.method not in {"GET", "HEAD"}:
            csrf.verify(self._desk.form_key, session_id, await _token(request))
        return await self._account(session)

    async def _recognise(self, session_id: str) -> Account:
        """The parts of a page ask at one moment: they are looked up once."""
        looking = self._looking.get(session_id)
        if looking is None:
            looking = asyncio.ensure_future(self._look_up(session_id))
            self._looking[session_id] = looking
            looking.add_done_callback(lambda _: self._looking.pop(session_id).exception())
        return await asyncio.shield(looking)  # who goes away does not take it from the others

    async def _look_up(self, session_id: str) -> Account:
        return await self._account(await self._session(session_id, touch=False))

    async def _session(self, session_id: str, *, touch: bool) -> Session:
        session = await self._desk.sessions.find(session_id, touch=touch)
        if session is None:
            locked = await self._desk.sessions.find_locked(session_id) is not None
            raise NotSignedInError(locked=locked)
        return session

    async def _account(self, session: Session) -> Account:
        async with self._desk.db.reading() as conn:
            account = await staff.find(conn, session.staff_id)
        if account is None or not account.outlives(session.signed_in_at):
            raise NotSignedInError
        return account

    async def locked_out(self, request: Request) -> tuple[Session, Account]:
        """Whose password opens the locked session again. Raises NotSignedInError, CsrfError."""
        session_id = request.cookies.get(cookie_name(self._desk), "")
        session = await self._desk.sessions.find_locked(session_id)
        if session is None:
            raise NotSignedInError
        csrf.verify(self._desk.form_key, session_id, await _token(request))
        return session, await self._account(session)

    async def still_open(self, session_id: str) -> bool:
        return await self._desk.sessions.find(session_id, touch=False) is not None


def visitor_of(request: Request) -> Visitor:
    visitor: Visitor = request.state.visitor
    return visitor


async def record_opened(
    desk: Desk, conn: Connection, visitor: Visitor, patient_id: str, subject: str | None = None
) -> None:
    """Written down: who opened which patient's record."""
    await audit.add(
        conn,
        Audited.PATIENT_VIEWED,
        staff_id=visitor.staff.id,
        at=desk.clock.now(),
        patient_id=patient_id,
        subject=subject,
    )


async def acting(desk: Desk, request: Request, roles: frozenset[Role] = ACTING) -> Visitor:
    """The visitor, if their role may do this. Raises HTTPException 403, and writes that down."""
    visitor = visitor_of(request)
    if visitor.staff.role in roles:
        return visitor
    async with desk.db.transaction() as conn:
        route = request.scope["route"].path
        at = desk.clock.now()
        await audit.add(conn, Audited.REFUSED, staff_id=visitor.staff.id, at=at, subject=route)
    raise HTTPException(403)


def cookie_name(desk: Desk) -> str:
    """The prefix makes browsers insist on https and on this very host. Cookies know no ports: on
    one machine the name must differ from every other service's.
    """
    return "__Host-desk-session" if desk.secure_cookies else "desk-session"


def to_sign_in(request: Request, *, locked: bool = False) -> Response:
    """A part of a page cannot be replaced by the sign-in form; the whole page goes there. When it
    is only locked, it stays, with what was typed into it, behind the question for the password. An
    event stream is told to end, which is what 204 says to an EventSource; it cannot show a form.
    """
    if request.url.path == LIVE:
        return Response(status_code=204)
    if is_part(request) and locked:
        return Response(status_code=401, headers={"hx-trigger": "desk-locked"})
    if is_part(request):
        return Response(status_code=401, headers={"hx-redirect": SIGN_IN})
    return RedirectResponse(SIGN_IN, 303)


def is_part(request: Request) -> bool:
    return "hx-request" in request.headers


def text_of(form: FormData, name: str) -> str:
    """What a text field says; empty when it is missing."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def parse_id(text: str) -> str:
    """Raises HTTPException 422."""
    try:
        return str(UUID(text))
    except ValueError:
        raise HTTPException(422) from None


def _by_a_person(request: Request) -> bool:
    return not (is_part(request) and request.method == "GET") and request.url.path != LIVE


async def _token(request: Request) -> str | None:
    return text_of(await request.form(), csrf.FIELD) or None
