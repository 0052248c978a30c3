"""What a patient agrees to by ticking the box. The wording shown is kept with every consent."""

from dataclasses import dataclass

from services.booking.domain.catalogue import Location

# Raise it with any change of the wording below.
VERSION = "2026-11"
CATEGORIES = ("visit", "checkin")


@dataclass(frozen=True)
class ConsentGiven:
    wording: str
    version: str
    source: str  # "booking_page", "booking_api", "front_desk"
    categories: tuple[str, ...] = CATEGORIES


LABEL = "Text me about my visits, and ask me how I am afterwards"


def terms(location: Location) -> str:
    """What carriers and 47 CFR 64.1200 want said beside the box: who, how often, what it costs, how
    to end it, and that booking works without it.
    """
    return (
        f"Up to 3 texts a week from {location.text_name}. Message and data rates may apply."
        " Texts are not encrypted. Reply STOP to end, HELP for help. You can book without this."
    )


def wording(location: Location) -> str:
    return f"{LABEL}. {terms(location)}"


def given(location: Location, source: str) -> ConsentGiven:
    return ConsentGiven(wording(location), VERSION, source)
