"""In which order patients read treatments and practitioners: a part of the practice by itself."""

from typing import Any

from services.booking.domain.practice_file import PracticeFile
from services.booking.domain.practice_parts import Entry, Id

Document = dict[str, Any]
ORDERED = ("treatments", "practitioners")


class Order(Entry):
    ids: list[Id]


class OtherEntriesError(Exception):
    """The order names others than there are: somebody was quicker."""


def part_named(among: str) -> str:
    return f"order/{among}"


def orders_of(document: Document) -> dict[str, Document]:
    """By the name of the part."""
    return {
        part_named(among): {"ids": [entry["id"] for entry in document[among]]} for among in ORDERED
    }


def reordered(before: Document, after: Document) -> list[str]:
    """Which of them are in another order; what is new or gone changes none."""
    return [
        name
        for name, was in orders_of(before).items()
        if _common(was, now := orders_of(after)[name]) != _common(now, was)
    ]


def with_order(file: PracticeFile, among: str, order: Order) -> PracticeFile:
    """Raises OtherEntriesError."""
    document = file.model_dump(mode="json")
    by_id = {entry["id"]: entry for entry in document[among]}
    if sorted(by_id) != sorted(order.ids):
        raise OtherEntriesError
    document[among] = [by_id[each] for each in order.ids]
    return PracticeFile.model_validate(document)


def _common(order: Document, other: Document) -> list[str]:
    return [each for each in order["ids"] if each in other["ids"]]
