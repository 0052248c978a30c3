"""What can be changed under /settings, in the order of its index. A new section is a row here."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from services.dashboard.pages.desk import ACTING
from shared.auth import Role

INDEX = "/settings"
OWNER = frozenset({Role.OWNER})


@dataclass(frozen=True)
class Section:
    """`roles`: to whom the index shows its card; the page itself checks again."""

    group: str
    title: str
    href: str
    icon: str
    about: str
    roles: frozenset[Role] = OWNER


# Rows of one group stand together.
SECTIONS = (
    Section(
        "The practice",
        "Practice and booking rules",
        "/settings/practice",
        "leaf",
        "Its name, until when patients cancel, how many visits they may book, packages.",
    ),
    Section(
        "The practice",
        "Locations, rooms and holidays",
        "/settings/locations",
        "pin",
        "Phone, address and time zone, rooms and equipment, the holidays you are closed on.",
    ),
    Section(
        "The practice",
        "Treatments",
        "/settings/treatments",
        "calendar",
        "What can be booked, how long it takes, by whom and in which room.",
    ),
    Section(
        "The practice",
        "Practitioners and hours",
        "/settings/practitioners",
        "clock",
        "Who gives which treatments, their weeks with breaks, single dates, class times.",
    ),
    Section(
        "The practice",
        "What patients come for",
        "/settings/complaints",
        "pulse",
        "The complaints to choose from when a visit is booked.",
    ),
    Section(
        "The practice",
        "History and export",
        "/settings/history",
        "info",
        "Who changed what, and the practice as one file.",
    ),
    Section(
        "People",
        "Staff and roles",
        "/staff",
        "person",
        "Who may open this dashboard, and what they may do.",
    ),
    Section(
        "People",
        "Time off and closures",
        "/time-off",
        "leaf",
        "Who is away when, and the visits that leaves uncovered.",
    ),
    Section(
        "Texts and follow-up",
        "Texts",
        "/settings/texts",
        "message",
        "What patients read, in three languages: preview, versions, a test.",
    ),
    Section(
        "Texts and follow-up",
        "When texts go",
        "/settings/sending",
        "clock",
        "Hours, caps, who may be texted here, kinds that are held.",
    ),
    Section(
        "Texts and follow-up",
        "Reminders",
        "/settings/reminders",
        "bell",
        "How long before a visit its reminders go.",
    ),
    Section(
        "Texts and follow-up",
        "Check-ins",
        "/settings/check-ins",
        "pulse",
        "When patients are asked how it is after a treatment, and what.",
    ),
    Section(
        "Texts and follow-up",
        "Answers kept ready",
        "/settings/answers",
        "inbox",
        "What staff answer often, one tap away in the inbox.",
        ACTING,
    ),
    Section(
        "Texts and follow-up",
        "On call",
        "/settings/on-call",
        "phone",
        "Who is told of a case and when, the week ahead, swaps, phones of staff.",
    ),
    Section(
        "Texts and follow-up",
        "Office hours",
        "/settings/office-hours",
        "calendar",
        "When somebody is there to read texts and take a case.",
    ),
    Section(
        "Connections",
        "Twilio",
        "/settings/twilio",
        "message",
        "What the carrier must be told, when it was last heard of, a test text.",
    ),
    Section(
        "Connections",
        "E-mail",
        "/settings/email",
        "inbox",
        "The mail server for patients whom no text can reach, and how it does.",
    ),
    Section(
        "Connections",
        "Calendars",
        "/settings/calendars",
        "calendar",
        "What practitioners have planned elsewhere, and our visits in their calendar.",
    ),
    Section(
        "Connections",
        "Webhooks",
        "/settings/webhooks",
        "arrow-right",
        "Other programs that are told of visits.",
    ),
    Section(
        "Connections",
        "API keys",
        "/settings/keys",
        "gear",
        "Programs that may read or book through our APIs.",
    ),
    Section(
        "Installation",
        "First steps",
        "/settings/first-steps",
        "check",
        "From an empty installation to the first test text, in ten minutes.",
    ),
    Section(
        "Installation",
        "Demo practice",
        "/settings/demo",
        "leaf",
        "A practice to try everything with: loaded with one click, removed with one.",
    ),
)


def sections_for(role: Role) -> list[Section]:
    return [section for section in SECTIONS if role in section.roles]


def roles_served() -> frozenset[Role]:
    """Those for whom the index has at least one card."""
    return frozenset[Role]().union(*(section.roles for section in SECTIONS))


def grouped(sections: list[Section]) -> Iterator[tuple[str, list[Section]]]:
    for group, members in groupby(sections, attrgetter("group")):
        yield group, list(members)
