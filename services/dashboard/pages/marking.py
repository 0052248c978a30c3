"""Marking, in what somebody wrote, the words it must not hold."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from services.dashboard.talks import Marked


def mark(text: str, found: Sequence[Marked]) -> Markup:
    """`found` names words as they are compared: lower case, without accents, single spaces."""
    folded = "".join(unicodedata.normalize("NFD", character)[0].lower() for character in text)
    patterns = [r"\W*".join(map(re.escape, each.words.split())) for each in found]
    spans = _joined(
        span.span() for pattern in patterns for span in re.finditer(_whole(pattern), folded)
    )
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*parts, escape(text[at:])])


def _whole(pattern: str) -> str:
    """Not inside a longer word; Chinese has no gaps between words."""
    return rf"(?<![a-z0-9]){pattern}(?![a-z0-9])"


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
