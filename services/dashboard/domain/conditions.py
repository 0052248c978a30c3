"""What is wrong with the machinery, worst first: from the services' own figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# S-120: the oldest text that is due is this late.
TEXT_LATE = timedelta(minutes=5)
# Events that wait this long are seen as missing at the desk.
OUTBOX_OLD = timedelta(minutes=1)
REPLY_OLD = timedelta(minutes=2)
FAR_BEHIND = 500


class Wrong(StrEnum):
    AWAY = "away"
    TEXT_LATE = "text_late"
    REPLY_WAITS = "reply_waits"
    OUTBOX_OLD = "outbox_old"
    BEHIND = "behind"
    DEAD_LETTERS = "dead_letters"
    BOOKS_DIFFER = "books_differ"
    SWITCHED = "switched"


# What is still well, in seconds or a count; of the others, none.
MOST: dict[Wrong, float] = {
    Wrong.TEXT_LATE: TEXT_LATE.total_seconds(),
    Wrong.REPLY_WAITS: REPLY_OLD.total_seconds(),
    Wrong.OUTBOX_OLD: OUTBOX_OLD.total_seconds(),
    Wrong.BEHIND: FAR_BEHIND,
}


@dataclass(frozen=True)
class Condition:
    """`amount` is a count, or an age in seconds."""

    wrong: Wrong
    service: str
    amount: float = 0


@dataclass(frozen=True)
class Standing:
    """Of one service; none of it known while it is away."""

    service: str
    here: bool
    outbox_age_seconds: float = 0
    behind: int = 0
    dead_letters: int = 0
    figures: Mapping[str, float] | None = None


def conditions(standings: list[Standing]) -> list[Condition]:
    found = [condition for standing in standings for condition in _of(standing)]
    order = list(Wrong)
    return sorted(found, key=lambda each: order.index(each.wrong))


def _of(standing: Standing) -> list[Condition]:
    if not standing.here:
        return [Condition(Wrong.AWAY, standing.service)]
    figures = standing.figures or {}
    amounts: dict[Wrong, float] = {
        Wrong.TEXT_LATE: figures.get("notify_oldest_due_text_seconds", 0),
        Wrong.REPLY_WAITS: figures.get("notify_oldest_inbound_seconds", 0),
        Wrong.OUTBOX_OLD: standing.outbox_age_seconds,
        Wrong.BEHIND: standing.behind,
        Wrong.DEAD_LETTERS: standing.dead_letters,
        Wrong.BOOKS_DIFFER: figures.get("notify_books_differ", 0),
        Wrong.SWITCHED: figures.get("notify_kinds_switched", 0),
    }
    return [
        Condition(wrong, standing.service, amount)
        for wrong, amount in amounts.items()
        if amount > MOST.get(wrong, 0)
    ]
