"""Half-open stretches of time, and what is occupied."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, order=True)
class Interval:
    """From `start` up to, not including, `end`: a visit may begin the instant another ends."""

    start: datetime
    end: datetime

    def contains(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def without(self, others: Iterable["Interval"]) -> list["Interval"]:
        """What is left of it, in order."""
        left = [self]
        for other in others:
            left = [piece for part in left for piece in part.pieces_around(other)]
        return left

    def pieces_around(self, other: "Interval") -> list["Interval"]:
        if not self.overlaps(other):
            return [self]
        pieces = Interval(self.start, other.start), Interval(other.end, self.end)
        return [piece for piece in pieces if piece.start < piece.end]


class Busy:
    """Stretches in which one practitioner or one room is taken. They may overlap each other."""

    def __init__(self, intervals: Iterable[Interval] = ()) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        for interval in sorted(intervals):
            if self._ends and interval.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], interval.end)
            else:
                self._starts.append(interval.start)
                self._ends.append(interval.end)

    def overlaps(self, wanted: Interval) -> bool:
        following = bisect_right(self._ends, wanted.start)
        return following < len(self._starts) and self._starts[following] < wanted.end


FREE = Busy()


@dataclass(frozen=True)
class Block:
    """What a visit or a hold takes: room and equipment all the while, the practitioner while
    `hands_on`.
    """

    practitioner_key: int
    room_key: int
    during: Interval
    hands_on: tuple[Interval, ...]
    equipment_key: int | None = None
    class_time_key: int | None = None  # of a seat in a class


@dataclass(frozen=True)
class Occupied:
    practitioners: Mapping[int, Busy] = field(default_factory=dict)
    rooms: Mapping[int, Busy] = field(default_factory=dict)
    equipment: Mapping[int, Busy] = field(default_factory=dict)
    seats: Sequence[Block] = ()

    @classmethod
    def of(cls, blocks: Iterable[Block], classes: frozenset[int] = frozenset()) -> "Occupied":
        """Of the `classes` one seat does not stand in the way of the next."""
        seats: list[Block] = []
        practitioners: dict[int, list[Interval]] = {}
        rooms: dict[int, list[Interval]] = {}
        equipment: dict[int, list[Interval]] = {}
        for block in blocks:
            if block.class_time_key in classes:
                seats.append(block)
                continue
            practitioners.setdefault(block.practitioner_key, []).extend(block.hands_on)
            rooms.setdefault(block.room_key, []).append(block.during)
            if block.equipment_key is not None:
                equipment.setdefault(block.equipment_key, []).append(block.during)
        return cls(_busy(practitioners), _busy(rooms), _busy(equipment), seats)

    def practitioner_is_free(self, key: int, wanted: Iterable[Interval]) -> bool:
        busy = self.practitioners.get(key, FREE)
        return not any(busy.overlaps(part) for part in wanted)

    def room_is_free(self, key: int, wanted: Interval) -> bool:
        return not self.rooms.get(key, FREE).overlaps(wanted)

    def equipment_is_free(self, key: int, wanted: Interval) -> bool:
        return not self.equipment.get(key, FREE).overlaps(wanted)

    def seats_taken(self, class_time_key: int, during: Interval) -> int:
        return sum(
            seat.class_time_key == class_time_key and seat.during.overlaps(during)
            for seat in self.seats
        )


def _busy(taken: Mapping[int, list[Interval]]) -> dict[int, Busy]:
    return {key: Busy(intervals) for key, intervals in taken.items()}
