"""What every page is rendered with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.booking.api.counter import Counter, Open
from services.booking.api.models import Instant
from services.booking.domain.catalogue import Catalogue, Practice
from services.booking.pages.languages import LABELS, Language, here
from services.booking.pages.words import TimeWords
from shared.web import to_translate as _

INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
UNNAMED = {"name": "Meridian", "address": "", "phone": "", "phone_e164": ""}

# Whatever else is wrong with a time, to the patient it is gone.
REFUSED_TIME = {
    "slot_taken": _("That time just went"),
    "patient_busy": _("You already have a visit at that time"),
    "cap": _("You have as many visits ahead as can be booked here"),
    "notice": _("That time is now too close to book online"),
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
    languages: Mapping[str, Language]
    counter: Counter

    @property
    def language(self) -> Language:
        """Of the request that is being answered."""
        return self.languages[here.get().language]

    def page(
        self,
        template: str,
        at: Open,
        *,
        status: int = 200,
        again: str | None = None,
        errors: Mapping[str, str] | None = None,
        **context: Any,
    ) -> Response:
        """`again` is the address that shows the same page for the same form, and changes nothing."""
        practice = at.catalogue.practices[at.location.practice_key]
        text = self.language.environment.get_template(template).render(
            practice=practice_of(at.catalogue, self.counter.location_id),
            place=self.own(practice, at.location.name),
            own=lambda text: self.own(practice, text),
            when=self.when(at),
            errors={field: self.language.say(said) for field, said in (errors or {}).items()},
            languages=switch(again, context.get("token")),
            **context,
        )
        return HTMLResponse(text, status)

    def when(self, at: Open) -> TimeWords:
        return TimeWords(at.location.zone, self.language.locale)

    def own(self, practice: Practice, text: str) -> str:
        """What the practice itself wrote, in the reader's language if it wrote that too."""
        return practice.words.get(self.language.tag, {}).get(text, text)


def switch(again: str | None, token: str | None = None) -> list[dict[str, Any]]:
    """The languages at the top of the page. A form's page is asked for again with all it holds."""
    asked = here.get()
    if again is None and asked.method == "GET":
        address = asked.address
    elif again is None:
        address = type(asked)(path=f"/m/{token}" if token else "/").address
    else:
        address = type(asked)(path=again).address
    return [
        {
            "tag": tag,
            "label": label,
            "href": address(tag),
            "current": tag == asked.language,
            "form": "page-form" if again else None,
        }
        for tag, label in LABELS.items()
    ]


def see(address: str) -> Response:
    """After a POST: look there, and a reload asks nothing twice."""
    return RedirectResponse(address, 303)


def parse_instant(text: str | None) -> datetime | None:
    """An instant as our own forms write it; anything else is none."""
    try:
        return INSTANT.validate_python(text)
    except ValidationError:
        return None
