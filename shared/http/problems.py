"""Errors as RFC 9457 problem JSON, with a code that stays and words that tell what to do."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
_REFERENCE = "#/components/schemas/ProblemBody"


class Problem(Exception):  # noqa: N818 - the RFC's word
    """Raised by an edge; answered as problem JSON. `extra` are the RFC's extension members."""

    def __init__(
        self, status: int, code: str, title: str, detail: str | None = None, **extra: object
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.extra = extra


class FieldError(BaseModel):
    """One thing to mend. Never holds the value that was refused."""

    field: str
    code: str
    message: str


class ProblemBody(BaseModel):
    """RFC 9457."""

    type: str
    status: int
    code: str
    title: str
    detail: str | None = None
    errors: list[FieldError] | None = None


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the document: these answers are problems."""
    return {status: {"model": ProblemBody} for status in statuses}


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    body: dict[str, Any] = {
        "type": f"urn:meridian:problem:{problem.code}",
        "status": problem.status,
        "code": problem.code,
        "title": problem.title,
    }
    if problem.detail:
        body["detail"] = problem.detail
    return JSONResponse(
        {**body, **problem.extra}, problem.status, dict(headers or {}), media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    _describe(app)
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_unexpected)


def _describe(app: FastAPI) -> None:
    """FastAPI documents its own shape of a refusal, and every one as plain JSON."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        operations = [op for path in document["paths"].values() for op in path.values()]
        refusals = [
            response
            for operation in operations
            for response in operation["responses"].values()
            if _is_refusal(response)
        ]
        for response in refusals:
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE}}}
        if refusals:
            schemas = document["components"]["schemas"]
            problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(problem.pop("$defs"), ProblemBody=problem)
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _is_refusal(response: dict[str, Any]) -> bool:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    return schema.get("$ref") in {_REFERENCE, "#/components/schemas/HTTPValidationError"}


async def _answer_problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - registered for nothing else
    return problem_response(error)


async def _answer_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = [
        {
            "field": ".".join(str(part) for part in e["loc"] if part not in {"body", "query"}),
            "code": e["type"],
            "message": e["msg"],
        }
        for e in error.errors()
    ]
    return problem_response(
        Problem(422, "invalid", "Some of what was sent cannot be used", errors=errors)
    )


async def _answer_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    codes = {404: "not_found", 405: "method_not_allowed"}
    problem = Problem(error.status_code, codes.get(error.status_code, "http"), str(error.detail))
    return problem_response(problem, error.headers)


async def _answer_unexpected(_: Request, __: Exception) -> JSONResponse:
    return problem_response(
        Problem(
            500,
            "internal",
            "Something went wrong on our side",
            "Nothing was lost. Please try again in a minute.",
        )
    )
