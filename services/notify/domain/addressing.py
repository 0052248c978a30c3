"""Whose visit a command from a phone is about, when more than one could be meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from uuid import UUID

from shared.events.appointments import Visit

# A command this soon after a text is about the visit of that text.
ABOUT_THE_LAST_TEXT = timedelta(hours=72)


@dataclass(frozen=True)
class Candidate:
    """An upcoming visit of somebody who holds the phone."""

    patient_id: str
    first_name: str
    visit: Visit
    last_text_at: datetime | None
    last_text_id: UUID | None


@dataclass(frozen=True)
class AskWho:
    """One visit for each who may be meant: their next."""

    options: tuple[Candidate, ...]


@dataclass(frozen=True)
class Together:
    """All of them were spoken of by one text."""

    options: tuple[Candidate, ...]


def find_addressed(
    candidates: Sequence[Candidate], now: datetime
) -> Candidate | Together | AskWho | None:
    """The only one; the one of a text of the last days (S-71); else a question to several people
    who share the phone (S-92), and nothing rather than a guess among one person's visits.
    """
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    texted = [(c.last_text_at, c.last_text_id, c) for c in candidates if c.last_text_at]
    last_at, _, last = max(texted, key=itemgetter(0, 1), default=(None, None, None))
    people = {c.patient_id for c in candidates}
    if last and last_at and (len(people) == 1 or now - last_at <= ABOUT_THE_LAST_TEXT):
        spoken_of = tuple(c for c in candidates if c.last_text_id == last.last_text_id)
        return Together(spoken_of) if len(spoken_of) > 1 else last
    if len(people) == 1:
        return None
    soonest = sorted(candidates, key=lambda c: c.visit.starts_at, reverse=True)
    nexts = {c.patient_id: c for c in soonest}
    return AskWho(tuple(sorted(nexts.values(), key=lambda c: c.patient_id)))
