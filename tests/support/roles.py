"""The table of who may call what, and addresses to try it with."""

import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from shared.auth import Role

TABLE = Path(__file__).parents[1] / "contract" / "roles.txt"
WHO = {
    "everyone": frozenset(Role),
    "working": frozenset(Role) - {Role.READ_ONLY},
    "clinical": frozenset({Role.OWNER, Role.PRACTITIONER}),
    "owner": frozenset({Role.OWNER}),
    "open": None,
}
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
# What an address needs to be understood, so that it is the role that decides.
PARTS = {
    "action": "arrive",
    "offer_action": "accept",
    "call_action": "book",
    "recall_action": "done",
    "part": "head",
    "service": "dashboard",
    "dead_letter_id": "1",
    "letter_id": "1",
    "kind": "reminder",
}
QUERIES = {"/audit.csv": "?first=2027-03-08&last=2027-03-08", "/parts/visits": "?day=2027-03-08"}


@dataclass(frozen=True)
class Entry:
    service: str
    method: str
    path: str
    who: str

    @property
    def allowed(self) -> frozenset[Role] | None:
        """None: nobody need be signed in."""
        return WHO[self.who]

    @property
    def address(self) -> str:
        path = re.sub(r"\{([^}]+)\}", lambda found: PARTS.get(found[1], ID), self.path)
        return path + QUERIES.get(self.path, "")

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"


def entries(service: str) -> list[Entry]:
    lines = (line.split() for line in TABLE.read_text("utf-8").splitlines())
    return [Entry(*words) for words in lines if words and words[0] == service]


def endpoints(app: FastAPI, service: str, under: str = "/") -> set[str]:
    """What the application itself says that it answers."""
    return {
        f"{service} {method.upper()} {path}"
        for path, methods in app.openapi()["paths"].items()
        if path.startswith(under)
        for method in methods
    }
