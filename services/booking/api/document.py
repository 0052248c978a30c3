"""The public API's description with an example of every request, answer and problem."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

EXAMPLES = Path(__file__).with_name("examples.json")


def describe(app: FastAPI) -> None:
    """Each of the examples was once asked of the demo practice and answered by it."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        for operation, example in _examples()["operations"].items():
            method, path = operation.split(" ")
            _add(document["paths"][path][method.lower()], example)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


@cache
def _examples() -> dict[str, Any]:
    examples: dict[str, Any] = json.loads(EXAMPLES.read_text("utf-8"))
    return examples


def _add(operation: dict[str, Any], example: dict[str, Any]) -> None:
    if "request" in example:
        _content(operation["requestBody"])["example"] = example["request"]
    for status, response in operation["responses"].items():
        codes = example.get("problems", {}).get(status)
        if codes:
            _content(response)["examples"] = {code: _problem(int(status), code) for code in codes}
        elif status.startswith("2") and "answer" in example:
            _content(response)["example"] = example["answer"]


def _content(described: dict[str, Any]) -> dict[str, Any]:
    """The one of its media types that is not plain JSON by default, where there are two."""
    content: dict[str, dict[str, Any]] = described["content"]
    return content[min(content, key=lambda kind: kind == "application/json")]


def _problem(status: int, code: str) -> dict[str, Any]:
    title = _examples()["titles"][code]
    return {
        "value": {
            "type": f"urn:meridian:problem:{code}",
            "status": status,
            "code": code,
            "title": title,
        }
    }
