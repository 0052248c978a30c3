"""The words of texts as they stand now: the built-in ones, and what the clinic made of them."""

from collections.abc import Sequence
from datetime import datetime

from services.notify.domain.linter import Forbidden, Verdict, lint
from services.notify.handlers.first_aid import SAFETY_KINDS
from services.notify.handlers.record_text import FOR_STAFF
from services.notify.store import templates
from services.notify.store.templates import TemplateVersion
from services.notify.texts import Changed, Texts, list_values, preview
from shared.db import Connection

# What must be right when all else fails, and what patients never read.
NOT_EDITABLE = SAFETY_KINDS | FOR_STAFF | {"cannot_read"}
# Known of every text, whatever its kind.
ALWAYS_KNOWN = frozenset({"clinic", "phone"})
# "2:30 PM" with it looks the same, and costs a second segment.
NARROW_SPACE = "\u202f"


class UnknownTemplateError(LookupError):
    """There is no such template, or it is not for the clinic to change."""


class RefusedTemplateError(ValueError):
    """`verdicts`, one for each variant, say which words it must not hold."""

    def __init__(self, why: str, verdicts: Sequence[Verdict] = ()) -> None:
        super().__init__(why)
        self.verdicts = verdicts


class Words:
    """Read again when somebody saved something, in this process or in another."""

    def __init__(self, built_in: Texts) -> None:
        self.built_in = built_in
        self._now = built_in
        self._savings = 0

    async def current(self, conn: Connection) -> Texts:
        savings = await templates.count(conn)
        if savings != self._savings:
            changes = await templates.list_current(conn)
            self._now = self.built_in.changed(
                {(c.language, c.kind): Changed(c.version, tuple(c.variants)) for c in changes}
            )
            self._savings = savings
        return self._now

    def variants_of(self, language: str, kind: str) -> Sequence[str]:
        """The built-in ones. Raises UnknownTemplateError."""
        for each, known, variants in self.built_in:
            if (each, known) == (language, kind) and kind not in NOT_EDITABLE:
                return variants
        raise UnknownTemplateError(f"{language}/{kind}")


async def save_template(
    conn: Connection,
    words: Words,
    forbidden: Forbidden,
    wanted: TemplateVersion,
) -> None:
    """Raises UnknownTemplateError, RefusedTemplateError, ChangedMeanwhileError."""
    known = known_values(words.variants_of(wanted.language, wanted.kind))
    verdicts = [judge(variant, known, forbidden) for variant in wanted.variants]
    if not all(verdict.may_be_saved for verdict in verdicts):
        raise RefusedTemplateError("it names what no text may name", verdicts)
    await templates.add(conn, wanted)


def known_values(built_in: Sequence[str]) -> set[str]:
    """What a text of this kind may name."""
    return {name for variant in built_in for name in list_values(variant)} | ALWAYS_KNOWN


async def revert_template(
    conn: Connection, words: Words, language: str, kind: str, to: int, by: str, at: datetime
) -> None:
    """To an earlier version; 0 is the built-in one. Raises UnknownTemplateError,
    ChangedMeanwhileError.
    """
    words.variants_of(language, kind)
    versions = await templates.list_versions(conn, language, kind)
    earlier = {v.version: v.variants for v in versions} | {0: []}
    if to not in earlier:
        raise UnknownTemplateError(f"{language}/{kind}/{to}")
    again = TemplateVersion(language, kind, len(versions) + 1, earlier[to], to, by, at)
    await templates.add(conn, again)


def judge(variant: str, known: set[str], forbidden: Forbidden) -> Verdict:
    """Raises RefusedTemplateError for what would not work at all."""
    try:
        unknown = set(list_values(variant)) - known
        shown = preview(variant)
    except (LookupError, ValueError):
        raise RefusedTemplateError("a brace that is no value's") from None
    if unknown:
        raise RefusedTemplateError(f"no such value here: {', '.join(sorted(unknown))}")
    if NARROW_SPACE in variant:
        raise RefusedTemplateError("it holds a narrow space (U+202F)")
    return lint(variant, shown, forbidden)
