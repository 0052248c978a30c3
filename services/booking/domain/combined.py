"""Two visits one after the other, booked as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.booking.domain.availability import Slot
from services.booking.domain.catalogue import Treatment

# Longer than this, and it is two trips to the clinic.
LONGEST_WAIT = timedelta(minutes=45)


class NotTogetherError(Exception):
    """The second visit does not begin soon after the first one ends."""


@dataclass(frozen=True)
class Pair:
    first: Slot
    second: Slot


def follows(first: Treatment, first_at: datetime, second: Treatment, second_at: datetime) -> bool:
    """The buffers lie between them: the patient is one of those who are taken meanwhile."""
    wait = second_at - first.visit(first_at).end
    apart = first.blocked(first_at).end <= second.blocked(second_at).start
    return apart and wait <= LONGEST_WAIT


def pairs(
    first: Treatment,
    first_slots: Sequence[Slot],
    second: Treatment,
    second_slots: Sequence[Slot],
    *,
    by_one: bool,
) -> Iterator[Pair]:
    """Each start of the first with the soonest start of the second; `by_one` of one practitioner,
    who is named in both. They do not overlap, so what is free for each is free for both.
    """
    for slot in first_slots:
        for after in second_slots:
            if not follows(first, slot.starts_at, second, after.starts_at):
                continue
            if not by_one:
                yield Pair(slot, after)
                break
            both = tuple(p for p in slot.practitioner_ids if p in after.practitioner_ids)
            if both:
                yield Pair(_given_by(slot, both), _given_by(after, both))
                break


def _given_by(slot: Slot, practitioner_ids: tuple[str, ...]) -> Slot:
    return Slot(slot.starts_at, slot.ends_at, practitioner_ids, slot.seats_left)
