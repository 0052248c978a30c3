"""A direct route answers as FastAPI's own does, whatever it is sent."""

from datetime import date
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Header, Query, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from shared.http import problems
from shared.http.direct import DirectRoute

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=9)]
Day = Annotated[date, Field(ge=date(2000, 1, 1))]
JSON = {"content-type": "application/json"}


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    score: Annotated[int, Field(ge=0, le=10)] | None = None


class Answer(BaseModel):
    said: str
    day: date | None = Field(None, serialization_alias="date")


def _app(route_class: type[APIRoute]) -> FastAPI:
    api = APIRouter(prefix="/v1", route_class=route_class)

    @api.get("/days")
    async def ask(
        of: str, day: Annotated[Day, Query(alias="date")], offline: bool = False
    ) -> Answer:
        return Answer(said=f"{of} {offline}", day=day)

    @api.post("/visits", status_code=201)
    async def book(sent: Request, body: Body, idempotency_key: Key = None) -> Answer:
        return Answer(said=f"{sent.method} {body.name} {body.score} {idempotency_key}")

    @api.get("/lists/{place}")
    async def count(place: str, of: Annotated[list[str], Query()]) -> Answer:
        return Answer(said=f"{place} {of}")

    @api.post("/calls", status_code=204)
    async def call(body: Body) -> None:
        pass

    @api.get("/pages")
    async def show(of: str) -> PlainTextResponse:
        return PlainTextResponse(of)

    @api.get("/headers")
    async def mark(of: str, answer: Response) -> Answer:
        answer.headers["x-of"] = of
        return Answer(said=of)

    app = FastAPI()
    app.include_router(api)
    problems.install(app)
    return app


SENT: dict[str, dict[str, Any]] = {
    "all values": {"url": "/v1/days?of=a&date=2027-03-14&offline=yes"},
    "defaults": {"url": "/v1/days?of=a&date=2027-03-14"},
    "one value twice": {"url": "/v1/days?of=a&of=b&date=2027-03-14"},
    "an unknown value": {"url": "/v1/days?of=a&date=2027-03-14&other=1"},
    "an empty value": {"url": "/v1/days?of=&date="},
    "none": {"url": "/v1/days"},
    "a value out of range": {"url": "/v1/days?of=a&date=1999-12-31"},
    "for no answer": {"url": "/v1/calls", "json": {"name": "Ana"}},
    "for an answer of its own": {"url": "/v1/pages?of=a"},
    "for a header": {"url": "/v1/headers?of=a"},
    "several values": {"url": "/v1/lists/here?of=a&of=b"},
    "a body": {"url": "/v1/visits", "json": {"name": "Ana", "score": 3}},
    "a body and a key": {
        "url": "/v1/visits",
        "json": {"name": "Ana"},
        "headers": {"Idempotency-Key": "k"},
    },
    "too long a key": {
        "url": "/v1/visits",
        "json": {"name": "Ana"},
        "headers": {"Idempotency-Key": "0123456789"},
    },
    "a score out of range": {"url": "/v1/visits", "json": {"name": "Ana", "score": 11}},
    "a field nobody knows": {"url": "/v1/visits", "json": {"name": "Ana", "other": 1}},
    "no body": {"url": "/v1/visits", "content": b"", "headers": JSON},
    "no JSON": {"url": "/v1/visits", "content": b'{"name": ', "headers": JSON},
    "half a character": {"url": "/v1/visits", "content": b'{"name": "\xe9"}', "headers": JSON},
    "a lone surrogate": {"url": "/v1/visits", "content": b'{"name": "\\ud83d"}', "headers": JSON},
    "no kind of content": {"url": "/v1/visits", "content": b'{"name": "Ana"}'},
    "another kind of content": {
        "url": "/v1/visits",
        "content": b'{"name": "Ana"}',
        "headers": {"content-type": "text/plain"},
    },
    "a kind of content that ends in JSON": {
        "url": "/v1/visits",
        "content": b'{"name": "Ana"}',
        "headers": {"content-type": "application/merge-patch+json; charset=utf-8"},
    },
}


async def _answered(route_class: type[APIRoute], sent: dict[str, Any]) -> tuple[Any, ...]:
    transport = httpx.ASGITransport(_app(route_class), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        method = "POST" if "json" in sent or "content" in sent else "GET"
        answer = await client.request(method, **sent)
    return answer.status_code, sorted(answer.headers.items()), answer.text


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT.keys())
async def test_a_direct_route_answers_what_a_plain_one_does(sent: dict[str, Any]) -> None:
    assert await _answered(DirectRoute, sent) == await _answered(APIRoute, sent)


def test_a_direct_route_is_described_as_a_plain_one_is() -> None:
    assert _app(DirectRoute).openapi() == _app(APIRoute).openapi()


async def test_an_error_of_the_endpoint_is_not_taken_for_one_of_what_was_sent() -> None:
    asked: list[str] = []
    api = APIRouter(route_class=DirectRoute)

    @api.get("/")
    async def fail(of: str) -> Answer:
        asked.append(of)
        return Answer.model_validate({})

    app = FastAPI()
    app.include_router(api)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        answer = await client.get("/?of=a")
    assert (answer.status_code, asked) == (500, ["a"])
