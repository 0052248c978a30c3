"""The pages say everything in every language they offer, and mean the same."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from services.booking.domain.practice_file import PracticeFile
from services.booking.domain.text_consent import LABELS as CONSENTS
from services.booking.domain.text_consent import TERMS
from services.booking.pages.languages import LABELS
from shared.web.catalogues import lacking, languages, said
from shared.web.translations import SOURCE_LANGUAGE, read

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "services" / "booking" / "pages"
DEMO = ROOT / "services" / "booking" / "demo" / "practice.json"
TRANSLATED = [tag for tag in LABELS if tag != SOURCE_LANGUAGE]
in_each = pytest.mark.parametrize("language", TRANSLATED)
HOLE = re.compile(r"%\(\w+\)s|\{\w+\}")


def ids(catalogue: Catalog) -> set[tuple[str | None, object]]:
    return {(m.context, m.id) for m in catalogue if m.id}


def forms(text: object) -> list[str]:
    return list(text) if isinstance(text, tuple) else [str(text)]


@pytest.fixture(scope="module")
def everything() -> Catalog:
    return said(PAGES)


def test_every_language_that_is_offered_has_a_catalogue_and_no_other() -> None:
    assert languages(PAGES) == sorted(TRANSLATED)


@in_each
def test_a_catalogue_holds_what_the_pages_say_and_nothing_else(
    language: str, everything: Catalog
) -> None:
    fix = "run `python -m shared.web.catalogues services/booking/pages` and translate"
    assert ids(read(PAGES, language)) == ids(everything), fix


@in_each
def test_nothing_is_left_untranslated_or_unsure(language: str) -> None:
    catalogue = read(PAGES, language)
    assert [m.id for m in lacking(catalogue)] == []
    assert [m.id for m in catalogue if m.fuzzy and m.id] == []


@in_each
def test_a_translation_fills_in_the_same_things(language: str) -> None:
    for message in read(PAGES, language):
        wanted = set(HOLE.findall(forms(message.id)[-1]))
        for form in forms(message.string):
            if message.id:
                assert set(HOLE.findall(form)) == wanted, message.id


@in_each
def test_numbers_that_help_are_in_every_language(language: str) -> None:
    for message in read(PAGES, language):
        for number in re.findall(r"\b(?:911|988|STOP|HELP)\b", str(message.id)):
            assert number in str(message.string), message.id


def test_the_consent_says_the_same_words_to_send_in_every_language() -> None:
    assert set(CONSENTS) == set(TERMS) == set(LABELS)
    for terms in TERMS.values():
        assert HOLE.findall(terms) == ["{name}"]
        assert "STOP" in terms
        assert "HELP" in terms
        assert "3" in terms


@in_each
def test_the_demo_practice_speaks_it_too(language: str) -> None:
    file = PracticeFile.model_validate_json(DEMO.read_text("utf-8"))
    own = {t.name for t in file.treatments} | {t.summary for t in file.treatments}
    own |= {p.title for p in file.practitioners} | {c.label for c in file.complaints}
    assert own == set(file.words[language]), f"change `words` in {DEMO.name} too"


def test_a_text_that_is_new_would_be_seen(tmp_path: Path) -> None:
    pages = tmp_path / "a_service" / "pages"
    (pages / "templates").mkdir(parents=True)
    (pages / "templates" / "page.html").write_text("<p>{% trans %}Hello{% endtrans %}</p>")
    (pages / "words.py").write_text("from x import to_translate as _\nWORD = _('World')\n")
    assert {message for _, message in ids(said(pages))} == {"Hello", "World"}
