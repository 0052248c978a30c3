"""Texts of the pages in other languages: catalogues in the repository, compiled when a service starts."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE_LANGUAGE = "en"


def to_translate(text: str) -> str:
    """Marks a text for the catalogue where it is written down; it is translated where it is shown."""
    return text


def load(pages: Path, language: str) -> NullTranslations:
    """What is not in the catalogue is shown as it was written."""
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read(pages, language))
    compiled.seek(0)
    return Translations(compiled)


def read(pages: Path, language: str) -> Catalog:
    with catalogue_file(pages, language).open("rb") as file:
        return read_po(file, locale=language)


def catalogue_file(pages: Path, language: str) -> Path:
    return pages / "catalogues" / f"{language}.po"
