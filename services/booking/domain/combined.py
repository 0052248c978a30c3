"""Two visits one after the other, booked as one."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from operator import attrgetter

from services.booking.domain.availability import Slot
from services.booking.domain.booking import BookingRequest
from services.booking.domain.catalogue import Treatment

# Longer than this, and it is two trips to the clinic.
LONGEST_WAIT = timedelta(minutes=45)
starting = attrgetter("starts_at")


class NotTogetherError(Exception):
    """The second visit does not begin soon after the first one ends."""


@dataclass(frozen=True)
class CombinedSlot(Slot):
    """From the start of the first visit to the end of the second; who gives the first."""

    then_starts_at: datetime = field(kw_only=True)


@dataclass(frozen=True)
class Pair:
    first: Slot
    second: Slot

    def as_slot(self) -> CombinedSlot:
        return CombinedSlot(
            self.first.starts_at,
            self.second.ends_at,
            self.first.practitioner_ids,
            then_starts_at=self.second.starts_at,
        )


def in_two(
    asked: BookingRequest,
    treatment_id: str,
    practitioner_id: str | None,
    starts_at: datetime,
    *,
    by_one: bool,
) -> tuple[BookingRequest, BookingRequest]:
    """The first visit and the second. Consent and complaint go with the first."""
    then = replace(
        asked,
        treatment_id=treatment_id,
        practitioner_id=practitioner_id,
        starts_at=starts_at.astimezone(asked.starts_at.tzinfo),
        consent_source=None,
        email_source=None,
        complaint=None,
        baseline=None,
        combined_with=asked.treatment_id,
    )
    who = "one" if by_one else then.practitioner_id
    whole = f"{then.treatment_id} {who} {then.starts_at.isoformat()}"
    return replace(asked, combined_with=whole), then


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
    """Each start of the first with the soonest start of the second, both in order of time; `by_one`
    of one practitioner, who is named in both. They do not overlap, so what is free for each is free
    for both.
    """
    for slot in first_slots:
        for after in second_slots[bisect_left(second_slots, slot.ends_at, key=starting) :]:
            if after.starts_at - slot.ends_at > LONGEST_WAIT:
                break
            pair = _given_by_one(slot, after) if by_one else Pair(slot, after)
            if pair and follows(first, slot.starts_at, second, after.starts_at):
                yield pair
                break


def _given_by_one(slot: Slot, after: Slot) -> Pair | None:
    both = tuple(p for p in slot.practitioner_ids if p in after.practitioner_ids)
    if not both:
        return None
    return Pair(replace(slot, practitioner_ids=both), replace(after, practitioner_ids=both))
