"""When operations are to be alarmed, as data."""

import tomllib
from pathlib import Path

from services.notify.domain.watch import Rule

FILE = Path(__file__).parent / "rules.toml"


def load_rules() -> tuple[Rule, ...]:
    entries = tomllib.loads(FILE.read_text("utf-8"))
    return tuple(Rule(name=name, **entry) for name, entry in entries.items())
