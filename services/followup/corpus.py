"""Reads a corpus of replies from files, and prints how they are read."""

import json
from collections.abc import Iterator
from pathlib import Path

from services.followup.domain.reading.confusion import Confusion, Example, confuse


def read_corpus(folder: Path) -> Iterator[Example]:
    """Each file: a question, a language, and replies grouped by what they should be read as."""
    for file in sorted(folder.glob("*.json")):
        body = json.loads(file.read_text("utf-8"))
        for group in body["replies"]:
            expected = _expected(group["expected"])
            for text in group["texts"]:
                yield Example(text, body["language"], body["question"], expected)


def report(folder: Path) -> str:
    return describe(confuse(read_corpus(folder)))


def describe(confusion: Confusion) -> str:
    rows = [
        f"{expected:>14} read as {seen:<14} {count:>4}{'' if expected == seen else '  wrong'}"
        for (expected, seen), count in sorted(confusion.counted.items())
    ]
    wrong = [
        f"{e.expected:>14}: {e.text!r} ({e.language}) as {seen}" for e, seen in confusion.wrong
    ]
    summary = (
        f"{confusion.total} replies, {confusion.exact_percent:.1f} % exact; "
        f"{len(confusion.false_ends)} false 0 or 10, {len(confusion.missed_flags)} missed red flags"
    )
    return "\n".join([*rows, *wrong, summary])


def _expected(value: object) -> str:
    return "-".join(map(str, value)) if isinstance(value, list) else str(value)
