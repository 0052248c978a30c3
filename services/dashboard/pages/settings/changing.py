"""A form that changes the practice: sent to booking, and shown again with what it refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor, text_of
from services.dashboard.pages.settings.saving import CHANGED, note, problem_of, settings_page
from services.dashboard.pages.settings.setting_words import FIRST_FIELD, error_words
from services.dashboard.practice import Document, Outcome, Refusal, Settings, change_settings

OTHER_LANGUAGES = {"es": "Spanish", "zh": "Chinese"}


@dataclass(frozen=True)
class Typed:
    """What the form holds, and what came of sending it."""

    values: Any = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    refusal: Refusal | None = None
    version: int | None = None  # none: as booking has it now
    others: Mapping[str, str] = field(default_factory=dict)  # the texts in other languages

    @property
    def failed(self) -> bool:
        return bool(self.errors or self.problem or self.refusal)

    def shown(self) -> dict[str, Any]:
        return {"errors": self.errors, "problem": self.problem, "refusal": self.refusal}


def seen(form: FormData) -> Document:
    """The version that was looked at, and which visits were."""
    version = text_of(form, "version")
    accepted = text_of(form, "accepted")
    if not version.isdecimal():
        raise HTTPException(422)
    return {"version": int(version)} | ({"accepted": accepted} if accepted else {})


async def change(
    desk: Desk, visitor: Visitor, part: str, body: Document, *, method: str = "PUT"
) -> tuple[Outcome, Typed]:
    """On record. What booking refuses is kept as it was typed."""
    outcome = await change_settings(desk.owners, part, body, visitor.staff, method)
    await note(desk, visitor, f"{part} {outcome.sent.code or outcome.sent.answer}")
    return outcome, _typed(outcome, body)


def _typed(outcome: Outcome, body: Document) -> Typed:
    typed = Typed(values=body.get("value", {}), version=body["version"])
    if outcome.errors:
        return replace(typed, errors=_by_field(outcome.errors))
    if outcome.refusal:
        return replace(typed, refusal=outcome.refusal)
    if outcome.changed_meanwhile:
        return replace(typed, problem=CHANGED)
    return replace(typed, problem=problem_of(outcome.sent, "Booking"))


def _by_field(errors: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Named as the form names its fields: rooms-2-name."""
    return {
        _field(path, code): error_words(path, code, words) for path, (code, words) in errors.items()
    }


def _field(path: str, code: str) -> str:
    own = path.removeprefix("value").strip(".").replace(".", "-")
    return own or FIRST_FIELD.get(code, "")


def entry_of(settings: Settings, among: str, of: str) -> Document:
    """Raises HTTPException 404."""
    entry = settings.entry(among, of)
    if entry is None:
        raise HTTPException(404)
    return entry


def number(form: FormData, name: str) -> str | None:
    """As it was typed: booking says what is wrong with it. None where nothing was."""
    return text_of(form, name).strip() or None


def ticked(form: FormData, name: str) -> bool:
    return bool(text_of(form, name))


def chosen(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str)]


def rows(form: FormData, prefix: str, names: Sequence[str]) -> list[dict[str, str]]:
    """Of a table whose fields are named rooms-0-name; without those left empty or taken away."""
    found = []
    for place in range(_count(form, prefix)):
        row = {name: text_of(form, f"{prefix}-{place}-{name}").strip() for name in names}
        if not ticked(form, f"{prefix}-{place}-remove") and any(row.values()):
            found.append(row)
    return found


def _count(form: FormData, prefix: str) -> int:
    places = [key.split("-")[1] for key in form if key.startswith(f"{prefix}-")]
    return max((int(place) + 1 for place in places if place.isdecimal()), default=0)


def options(names: Mapping[str, str]) -> list[dict[str, str]]:
    """As the fields of a form take them."""
    return [{"value": value, "label": label} for value, label in names.items()]


def plain(ids: Iterable[str]) -> dict[str, str]:
    """ "after_needling": "After needling"."""
    return {each: each.replace("_", " ").replace("-", " ").capitalize() for each in ids}


def translations(form: FormData, texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`texts`: by the form's field, what is said in English. The others are name-es, name-zh."""
    return {
        language: {
            text: text_of(form, f"{name}-{language}").strip()
            for name, text in texts.items()
            if text
        }
        for language in OTHER_LANGUAGES
    }


def said(settings: Settings, texts: Mapping[str, str]) -> dict[str, str]:
    """What the fields of the other languages hold."""
    return {
        f"{name}-{language}": words
        for name, text in texts.items()
        for language, words in settings.said(text).items()
    }


def typed_others(typed: Typed, form: FormData, names: Iterable[str]) -> Typed:
    fields = [f"{name}-{language}" for name in names for language in OTHER_LANGUAGES]
    return replace(typed, others={each: text_of(form, each) for each in fields})


def new_id(name: str, taken: Iterable[str]) -> str:
    """An id for a new row, from its name."""
    plain = "-".join(
        "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split()
    )
    plain, used = plain[:50].strip("-") or "new", set(taken)
    tries = (plain, *(f"{plain}-{n}" for n in range(2, len(used) + 3)))
    return next(each for each in tries if each not in used)


async def part_page(
    desk: Desk,
    visitor: Visitor,
    template: str,
    settings: Settings,
    part: str,
    typed: Typed,
    context: Mapping[str, Any],
) -> Response:
    """`part` is the one whose version the form carries."""
    version = settings.versions.get(part, 0) if typed.version is None else typed.version
    shown = {
        "settings": settings,
        "languages": OTHER_LANGUAGES,
        "version": version,
        **typed.shown(),
        **context,
    }
    status = 409 if typed.refusal else 422 if typed.failed else 200
    return await settings_page(desk, visitor, template, shown, status)
