"""What the front desk sees and does on the dashboard, as a browser without JavaScript."""

import re
from datetime import date

import httpx

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
VISIT = re.compile(r'<li class="visit\b.*?</li>', re.DOTALL)
PATIENT = re.compile(r'href="/patients/([^"]+)"')


class Dashboard:
    def __init__(self, http: httpx.AsyncClient, email: str, password: str) -> None:
        self._http = http
        self._email = email
        self._password = password

    async def visit(self, day: date, needle: str) -> str | None:
        """The HTML of the one visit of a day that mentions `needle`."""
        page = await self.page(f"/?day={day}")
        return next((found for found in VISIT.findall(page) if needle in found), None)

    async def page(self, path: str) -> str:
        """Signs in first where that is needed: a session may end with Valkey, or with time."""
        answer = await self._http.get(path)
        if answer.status_code == httpx.codes.SEE_OTHER or "/sign-in" in str(answer.url):
            await self._sign_in()
            answer = await self._http.get(path)
        answer.raise_for_status()
        return answer.text

    async def mark(self, day: date, appointment_id: str, action: str) -> bool:
        """Press the visit's button, if it has it. False when that did not work (yet)."""
        row = await self.visit(day, f"/visits/{appointment_id}/{action}")
        if row is None:
            return False
        csrf, version = CSRF.search(row), VERSION.search(row)
        if csrf is None or version is None:
            return False
        form = {"csrf_token": csrf[1], "version": version[1]}
        answer = await self._http.post(f"/visits/{appointment_id}/{action}", data=form)
        return answer.status_code == httpx.codes.SEE_OTHER

    async def _sign_in(self) -> None:
        form = await self._http.get("/sign-in")
        form.raise_for_status()
        token = CSRF.search(form.text)
        sent = {"email": self._email, "password": self._password}
        answer = await self._http.post(
            "/sign-in", data={**sent, "csrf_token": token[1] if token else ""}
        )
        answer.raise_for_status() if answer.is_error else None
