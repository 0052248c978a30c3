"""What is asked for, of what was chosen so far: one visit, or two as one."""

from services.booking.api.counter import Open
from services.booking.domain.catalogue import Practitioner
from services.booking.handlers import slots
from services.booking.handlers.combined import Together
from services.booking.handlers.slots import Question
from services.booking.pages.frame import Frame
from services.booking.pages.typed import Typed


def asked_for(frame: Frame, at: Open, treatment_id: str, typed: Typed) -> Question | Together:
    """Raises UnknownChoiceError."""
    holder = typed.holder or None
    wish = slots.wish_for(
        at.catalogue, at.location, treatment_id, typed.practitioner_id, online=True
    )
    first = Question(wish, at.now, frame.counter.holds, holder)
    if not typed.then:
        return first
    after = slots.wish_for(
        at.catalogue, at.location, typed.then, typed.then_practitioner_id, online=True
    )
    return Together(first, Question(after, at.now, frame.counter.holds, holder), typed.by_one)


def who_gives_both(at: Open, treatment_id: str, then_id: str) -> list[Practitioner]:
    first, then = (at.catalogue.treatment(at.location, name) for name in (treatment_id, then_id))
    able = at.catalogue.who_gives(then, at.location, None)
    return [p for p in at.catalogue.who_gives(first, at.location, None) if p in able]
