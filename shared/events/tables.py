"""The AsyncAPI document as tables for people."""

from collections.abc import Iterator
from typing import Any

JsonObject = dict[str, Any]

_PLAIN = {
    "date-time": "instant",
    "date": "date",
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "yes/no",
}


def as_markdown(document: JsonObject) -> str:
    schemas = document["components"]["schemas"]
    lines = [
        f"# {document['info']['title']}",
        "",
        "Made from the models in `shared/events` by `make docs`; do not edit. The same as "
        "AsyncAPI: [asyncapi.json](asyncapi.json).",
        "",
        document["info"]["description"] + " The record's key is the `patient_id` on every topic.",
        "",
        "`?` marks a field that may be left out; *or none* one that may be null.",
        "",
    ]
    for name, channel in document["channels"].items():
        lines += _topic(name, channel, document)
    lines += ["## Parts", ""]
    for name, schema in schemas.items():
        if name not in document["components"]["messages"] and "title" in schema:
            lines += _part(name, schema)
    return "\n".join(lines).rstrip() + "\n"


def _topic(name: str, channel: JsonObject, document: JsonObject) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield _sentence(channel["description"])
    yield ""
    yield f"Published by {_who(name, 'send', document)}; consumed by " + (
        f"{_who(name, 'receive', document)}.{_compaction(channel)}"
    )
    yield ""
    yield "| event | when | fields |"
    yield "|---|---|---|"
    for title in channel["messages"]:
        message = document["components"]["messages"][title]
        fields = _fields(document["components"]["schemas"][title])
        yield f"| **{title}**<br>`{message['name']}` | {message['summary']} | {fields} |"
    yield ""


def _who(topic: str, action: str, document: JsonObject) -> str:
    reference = f"#/channels/{topic}"
    return ", ".join(
        operation["tags"][0]["name"]
        for operation in document["operations"].values()
        if operation["action"] == action and operation["channel"]["$ref"] == reference
    )


def _compaction(channel: JsonObject) -> str:
    policy = channel["bindings"]["kafka"]["topicConfiguration"]["cleanup.policy"]
    return " Compacted." if "compact" in policy else ""


def _part(name: str, schema: JsonObject) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    if "description" in schema:
        yield " ".join(schema["description"].split())
        yield ""
    if "enum" in schema:
        yield "One of " + ", ".join(f"`{value}`" for value in schema["enum"]) + "."
    else:
        yield "| field | |"
        yield "|---|---|"
        for field, inner in schema["properties"].items():
            yield f"| `{field}`{_optional(field, schema)} | {_words(inner)} |"
    yield ""


def _fields(schema: JsonObject) -> str:
    return "<br>".join(
        f"`{name}`{_optional(name, schema)} {_words(inner)}"
        for name, inner in schema["properties"].items()
    )


def _optional(field: str, schema: JsonObject) -> str:
    return "" if field in schema["required"] else "?"


def _words(schema: JsonObject) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        arms = [arm for arm in schema["anyOf"] if arm != {"type": "null"}]
        return " or ".join(map(_words, arms)) + " *or none*"
    if schema["type"] == "array":
        return f"list of {_words(schema['items'])}"
    if schema["type"] == "object":
        return f"names to {_words(schema['additionalProperties'])}"
    return _PLAIN[schema["format"] if "format" in schema else schema["type"]]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
