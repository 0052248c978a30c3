"""Where the $refs of a JSON document lead."""

from collections.abc import Iterator
from typing import Any


def dangling(document: dict[str, Any]) -> set[str]:
    """The references that lead nowhere within the document."""
    return {reference for reference in _references(document) if not _resolves(document, reference)}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from _references(inner)


def _resolves(document: dict[str, Any], reference: str) -> bool:
    node: Any = document
    for step in reference.removeprefix("#/").split("/"):
        if step not in node:
            return False
        node = node[step]
    return True
