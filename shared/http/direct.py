"""Routes that read what they are sent at once, without FastAPI's tree of dependencies."""

import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError, create_model
from starlette.requests import ClientDisconnect

JSON = "application/json"
# Of which there is one, where a list would have several.
SINGLE = (str, int, float, date, Enum)
HEADERS = (str, str | None)


class DirectRoute(APIRoute):
    """For single query values, headers and one JSON body. FastAPI's way to them, an exit stack and
    a look at each, was a tenth of a booking and of a day. Whatever does not fit is read again by
    FastAPI, so that it is refused in the same words as everywhere, and so is what this cannot read.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        general = super().get_route_handler()
        if not _is_plain(self):
            return general
        reading = _Reading.of(self.dependant, self.endpoint.__name__)
        answer_json = TypeAdapter(self.response_model).dump_json
        status = self.status_code or 200

        async def handle(request: Request) -> Response:
            values = await reading.find_values(request)
            if values is None:
                return await general(request)
            answer = await self.endpoint(**values)
            return Response(answer_json(answer, by_alias=True), status, media_type=JSON)

        return handle


def _is_plain(route: APIRoute) -> bool:
    told = route.dependant
    others = (
        told.path_params,
        told.cookie_params,
        told.dependencies,
        told.response_param_name,
        told.background_tasks_param_name,
    )
    single = [
        *(_is(_kind(field), *SINGLE) for field in told.query_params),
        *(_kind(field) in HEADERS for field in told.header_params),
    ]
    bodies = [_is(_kind(field), BaseModel) for field in told.body_params]
    written = route.response_model is not None  # not nothing, nor a Response of its own
    return written and not any(others) and all(single) and all(bodies) and len(bodies) <= 1


def _is(kind: Any, *of: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, of)


def _kind(field: Any) -> Any:
    return field.field_info.annotation


@dataclass(frozen=True)
class _Reading:
    """`values` has a field for each query value and header; their aliases are what is sent."""

    values: type[BaseModel]
    query: Sequence[str]
    headers: Sequence[str]
    body_name: str | None
    body: type[BaseModel] | None
    request_name: str | None

    @classmethod
    def of(cls, told: Dependant, name: str) -> "_Reading":
        fields = [*told.query_params, *told.header_params]
        kinds: Mapping[str, Any] = {
            field.name: (_kind(field), field.field_info) for field in fields
        }
        body = told.body_params[0] if told.body_params else None
        return cls(
            create_model(name, **kinds),
            [field.alias for field in told.query_params],
            [field.alias for field in told.header_params],
            body.name if body else None,
            _kind(body) if body else None,
            told.request_param_name,
        )

    async def find_values(self, request: Request) -> dict[str, Any] | None:
        """None when something does not fit."""
        with contextlib.suppress(ValidationError, ClientDisconnect):
            sent = {name: request.query_params.get(name) for name in self.query}
            sent.update((name, request.headers.get(name)) for name in self.headers)
            given = {name: value for name, value in sent.items() if value is not None}
            values = {**vars(self.values.model_validate(given))}
            if self.request_name:
                values[self.request_name] = request
            if self.body is None or self.body_name is None:
                return values
            if request.headers.get("content-type") == JSON:
                values[self.body_name] = self.body.model_validate_json(await request.body())
                return values
        return None
