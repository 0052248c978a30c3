"""Whoever calls booking's public API finds an example of every request, answer and problem."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs/api/booking.json").read_text("utf-8"))
PUBLIC = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    if path.startswith("/api/v1/")
    for method, operation in operations.items()
}
NO_CONTENT = {"202", "204"}


def contents(described: dict[str, Any]) -> list[dict[str, Any]]:
    return list(described.get("content", {}).values())


def examples(operation: dict[str, Any]) -> list[tuple[dict[str, Any], Any]]:
    """Each with the schema it must fit."""
    found = []
    parts = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in (content for part in parts for content in contents(part)):
        if "example" in content:
            found.append((content["schema"], content["example"]))
        found += [(content["schema"], e["value"]) for e in content.get("examples", {}).values()]
    return found


@pytest.mark.parametrize("name", PUBLIC)
def test_every_request_and_answer_has_an_example(name: str) -> None:
    operation = PUBLIC[name]
    if "requestBody" in operation:
        assert any("example" in content for content in contents(operation["requestBody"]))
    for status, response in operation["responses"].items():
        if status.startswith("2") and status not in NO_CONTENT:
            assert any("example" in content for content in contents(response)), status


@pytest.mark.parametrize("name", PUBLIC)
def test_every_refusal_names_its_codes(name: str) -> None:
    for status, response in PUBLIC[name]["responses"].items():
        if not status.startswith("2"):
            codes = [code for content in contents(response) for code in content.get("examples", ())]
            assert codes, status


@pytest.mark.parametrize("name", PUBLIC)
def test_every_example_fits_its_schema(name: str) -> None:
    for schema, example in examples(PUBLIC[name]):
        whole = {**schema, "components": DOCUMENT["components"]}
        assert [error.message for error in Draft202012Validator(whole).iter_errors(example)] == []


def test_every_code_is_one_that_booking_answers_with() -> None:
    said = "".join(f.read_text("utf-8") for f in (ROOT / "services/booking").rglob("*.py"))
    said += "".join(f.read_text("utf-8") for f in (ROOT / "shared/http").rglob("*.py"))
    codes = {
        code
        for operation in PUBLIC.values()
        for response in operation["responses"].values()
        for content in contents(response)
        for code in content.get("examples", ())
    }
    assert {code for code in codes if f'"{code}"' not in said} == set()
