"""What a browser without JavaScript does: keep cookies, and send back the page's form token."""

import re
from dataclasses import dataclass

import httpx

PART = {"hx-request": "true"}


@dataclass
class Visitor:
    client: httpx.AsyncClient

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=headers)

    async def part(self, path: str) -> httpx.Response:
        """As htmx asks for a part of a page."""
        return await self.client.get(path, headers=PART)

    async def post(
        self, path: str, *, page: str = "/", **fields: str | list[str]
    ) -> httpx.Response:
        """Send a form with the token of `page`."""
        token = form_token((await self.client.get(page)).text)
        return await self.client.post(path, data={"csrf_token": token, **fields})

    async def post_part(
        self, path: str, *, page: str = "/", **fields: str | list[str]
    ) -> httpx.Response:
        """Send it as htmx does, for a part of a page."""
        token = form_token((await self.client.get(page)).text)
        data = {"csrf_token": token, **fields}
        return await self.client.post(path, data=data, headers=PART)

    async def sign_in(self, email: str, password: str) -> httpx.Response:
        return await self.post("/sign-in", page="/sign-in", email=email, password=password)


def form_token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form token"
    return found[1]
