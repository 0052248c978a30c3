"""The dashboard's templates with the words and formats they use."""

from pathlib import Path

from jinja2 import Environment

from services.dashboard.pages import formats, phrases
from services.dashboard.pages.known_practice import KnownPractice
from services.dashboard.pages.settings import setting_words
from shared.web import templates


def environment(practice: KnownPractice) -> Environment:
    made = templates(Path(__file__).parent / "templates")
    formats.install(made, practice)
    phrases.install(made)
    setting_words.install(made)
    return made
