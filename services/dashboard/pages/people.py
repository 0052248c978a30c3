"""The columns of the calendar: who is seen around some days, and who works here without a visit."""

from collections.abc import Sequence

from services.dashboard.owned import Practitioner, Practitioners
from services.dashboard.owners import OwnerAwayError
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor
from services.dashboard.store.calendar import Column


async def list_working(desk: Desk, visitor: Visitor) -> Sequence[Practitioner]:
    """Those who give visits now; none while booking is away: then those who are seen must do."""
    try:
        path = "/api/v1/practitioners"
        return (await desk.owners.booking.show(path, Practitioners, visitor.staff)).root
    except OwnerAwayError:
        return ()


def with_working(seen: Sequence[Column], working: Sequence[Practitioner]) -> list[Column]:
    """By name. Somebody new has free time before there is a first visit."""
    names = {person.id: person.name for person in working} | {each.id: each.name for each in seen}
    return [
        Column(practitioner_id, name)
        for practitioner_id, name in sorted(names.items(), key=lambda item: (item[1], item[0]))
    ]
