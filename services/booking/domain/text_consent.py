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


def wording(location: Location) -> str:
    """What carriers and 47 CFR 64.1200 want said: who, what kind, how often, what it costs, how to
    end it. Consent is optional and never a condition of booking.
    """
    return (
        f"{location.text_name} may text me about my visits and ask how I am afterwards,"
        " up to 3 texts a week. Message and data rates may apply. Texts are not encrypted."
        " Reply STOP to end, HELP for help. I can book without this."
    )


def given(location: Location, source: str) -> ConsentGiven:
    return ConsentGiven(wording(location), VERSION, source)
