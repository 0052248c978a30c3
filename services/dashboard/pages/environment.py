"""The dashboard's templates with the words and formats they use."""

from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment

from services.dashboard.pages import formats, phrases
from services.dashboard.pages.settings import setting_words
from shared.web import templates


def environment(zone: ZoneInfo) -> Environment:
    made = templates(Path(__file__).parent / "templates")
    formats.install(made, zone)
    phrases.install(made)
    setting_words.install(made)
    return made
