"""python -m shared.web.catalogues services/booking/pages

Brings the catalogues of those pages up to date with what their service's code and templates say, and
names what lacks a translation.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from shared.web.translations import catalogue_file, read

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "false", "newstyle_gettext": "true"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "to_translate": None}


def languages(pages: Path) -> list[str]:
    return sorted(path.stem for path in (pages / "catalogues").glob("*.po"))


def said(pages: Path) -> Catalog:
    """Everything the pages' service says, with the files in which it says it."""
    service = pages.resolve().parent
    catalogue = Catalog()
    for file, _, message, comments, context in extract_from_dir(
        service, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    ):
        where = (service / file).relative_to(service.parents[1]).as_posix()
        catalogue.add(message, locations=[(where, 0)], auto_comments=comments, context=context)
    return catalogue


def refresh(pages: Path) -> Iterator[str]:
    """Write what is new into the catalogues and drop what is gone. What lacks is yielded."""
    template = said(pages)
    for language in languages(pages):
        catalogue = read(pages, language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        with catalogue_file(pages, language).open("wb") as file:
            file.write(_header(catalogue).encode())
            write_po(
                file,
                catalogue,
                width=100,
                omit_header=True,
                include_lineno=False,
                sort_output=True,
            )
        yield from (f"{language}: {message.id}" for message in lacking(catalogue))


def _header(catalogue: Catalog) -> str:
    """What a reader of the file needs, and nothing that differs between two refreshes."""
    fields = {
        "Language": str(catalogue.locale),
        "Plural-Forms": catalogue.plural_forms,
        "Content-Type": "text/plain; charset=utf-8",
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'msgid ""\nmsgstr ""\n{lines}\n'


def lacking(catalogue: Catalog) -> list[Message]:
    """What has no translation, or not one for each form of a plural."""
    return [
        m
        for m in catalogue
        if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)
    ]


if __name__ == "__main__":
    for line in refresh(Path(sys.argv[1])):
        sys.stdout.write(f"{line}\n")
