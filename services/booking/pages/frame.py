"""What every page is rendered with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment
from pydantic import TypeAdapter, ValidationError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.booking.api.counter import Counter, Open
from services.booking.api.models import Instant
from services.booking.domain.catalogue import Catalogue
from services.booking.pages.words import TimeWords

INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
UNNAMED = {"name": "Meridian", "address": "", "phone": "", "phone_e164": ""}

# Whatever else is wrong with a time, to the patient it is gone.
REFUSED_TIME = {
    "slot_taken": "That time just went",
    "class_full": "The last seat just went",
    "patient_busy": "You already have a visit at that time",
    "cap": "You have as many visits ahead as can be booked here",
    "notice": "That time is now too close to book online",
}


def practice_of(catalogue: Catalogue | None, location_id: str | None) -> Mapping[str, str]:
    """The practice as the frame names it; before anything is loaded, a name of our own."""
    if catalogue is None or not catalogue.locations:
        return UNNAMED
    location = catalogue.location(location_id)
    return {
        "name": catalogue.practices[location.practice_key].name,
        "address": location.address,
        "phone": location.phone_as_dialled,
        "phone_e164": location.phone,
    }


@dataclass(frozen=True)
class Frame:
    environment: Environment
    counter: Counter

    def page(self, template: str, at: Open, *, status: int = 200, **context: Any) -> Response:
        text = self.environment.get_template(template).render(
            practice=practice_of(at.catalogue, self.counter.location_id),
            place=at.location.name,
            when=TimeWords(at.location.zone),
            **context,
        )
        return HTMLResponse(text, status)


def options_of(
    translate: Callable[[str], str],
) -> Callable[[Mapping[str, str]], list[dict[str, str]]]:
    """{value: words} as the choices of a field."""

    def options(choices: Mapping[str, str]) -> list[dict[str, str]]:
        return [{"value": value, "label": translate(words)} for value, words in choices.items()]

    return options


def see(address: str) -> Response:
    """After a POST: look there, and a reload asks nothing twice."""
    return RedirectResponse(address, 303)


def parse_instant(text: str | None) -> datetime | None:
    """An instant as our own forms write it; anything else is none."""
    try:
        return INSTANT.validate_python(text)
    except ValidationError:
        return None
