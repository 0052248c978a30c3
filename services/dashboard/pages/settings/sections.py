"""What can be changed under /settings, in the order of its index. A new section is a row here."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

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
)


def sections_for(role: Role) -> list[Section]:
    return [section for section in SECTIONS if role in section.roles]


def roles_served() -> frozenset[Role]:
    """Those for whom the index has at least one card."""
    return frozenset[Role]().union(*(section.roles for section in SECTIONS))


def grouped(sections: list[Section]) -> Iterator[tuple[str, list[Section]]]:
    for group, members in groupby(sections, attrgetter("group")):
        yield group, list(members)
