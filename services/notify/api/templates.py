"""/staff/v1/templates: what texts say, who changed it, and what it was before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from services.notify.api.staff import Body, Desk, LintOut, linted
from services.notify.domain.linter import lint
from services.notify.handlers.words import (
    NOT_EDITABLE,
    RefusedTemplateError,
    UnknownTemplateError,
    Words,
    judge,
    known_values,
    revert_template,
    save_template,
)
from services.notify.store import templates
from services.notify.store.templates import ChangedMeanwhileError, TemplateVersion
from services.notify.texts import EMAIL, preview
from shared.auth import Role, Staff
from shared.http import Problem
from shared.http.access import EVERYONE

OWNER = frozenset({Role.OWNER})
Language = Annotated[str, Path(pattern=r"^[a-z]{2}$")]
Kind = Annotated[str, Path(pattern=r"^[a-z][a-z_0-9]{0,60}$")]
Variant = Annotated[str, Field(min_length=1, max_length=1600)]


class DraftBody(Body):
    """`variants`: the first that fits one segment is used."""

    variants: list[Variant] = Field(min_length=1, max_length=5)


class SaveBody(DraftBody):
    """`based_on`: the version that was changed."""

    based_on: int = Field(ge=0)


class RevertBody(Body):
    """`to`: an earlier version; 0 is the built-in one."""

    to: int = Field(ge=0)


class DraftOut(BaseModel):
    """`problem`: why it would not work at all. `checked` is there otherwise."""

    problem: str | None = None
    checked: LintOut | None = None


class TemplateOut(BaseModel):
    """Version 0 is built in, and nobody's. `values`: what may stand in braces."""

    language: str
    kind: str
    version: int
    variants: list[str]
    values: list[str]
    saved_by: str | None
    saved_at: datetime | None


class VersionOut(TemplateOut):
    reverts_to: int | None
    checked: list[LintOut]


def templates_router(desk: Desk, words: Words) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/templates", tags=["for staff"])
    _add_looking(router, desk, words)
    _add_saving(router, desk, words)
    return router


def _add_looking(router: APIRouter, desk: Desk, words: Words) -> None:
    looking = desk.access.allow(EVERYONE)

    @router.get("", dependencies=[Depends(looking)])
    async def list_templates() -> list[TemplateOut]:
        """Each as it is written now."""
        async with desk.db.transaction() as conn:
            changed = {(t.language, t.kind): t for t in await templates.list_current(conn)}
        built_in = [each for each in words.built_in if each[1] not in NOT_EDITABLE]
        return [
            _shown(language, kind, variants, changed.get((language, kind)))
            for language, kind, variants in sorted(built_in)
        ]

    @router.get("/{language}/{kind}", dependencies=[Depends(looking)])
    async def get_template(language: Language, kind: Kind) -> list[VersionOut]:
        """Every version, the latest first, with what it looks like and costs."""
        built_in = _built_in(words, language, kind)
        async with desk.db.transaction() as conn:
            versions = await templates.list_versions(conn, language, kind)
        return [
            _version(desk, _shown(language, kind, built_in, each), each)
            for each in (*reversed(versions), None)
        ]

    @router.post("/{language}/{kind}/check", dependencies=[Depends(looking)])
    async def check_draft(language: Language, kind: Kind, body: DraftBody) -> list[DraftOut]:
        """Each variant as saving would judge it."""
        known = known_values(_built_in(words, language, kind))
        return [_drafted(desk, variant, known) for variant in body.variants]


def _add_saving(router: APIRouter, desk: Desk, words: Words) -> None:
    owning = desk.access.allow(OWNER)

    @router.put("/{language}/{kind}", status_code=204)
    async def save(
        language: Language, kind: Kind, body: SaveBody, by: Annotated[Staff, Depends(owning)]
    ) -> None:
        """Refused, with the words marked, when it names what no text may name (S-126)."""
        wanted = TemplateVersion(
            language, kind, body.based_on + 1, body.variants, None, by.id, desk.clock.now()
        )
        try:
            async with desk.db.transaction() as conn:
                await save_template(conn, words, desk.forbidden, wanted)
        except UnknownTemplateError:
            raise _unknown() from None
        except ChangedMeanwhileError:
            raise _changed() from None
        except RefusedTemplateError as refused:
            raise Problem(
                422, "template_refused", "This must not be said in a text", _why(refused)
            ) from None

    @router.post("/{language}/{kind}/revert", status_code=204)
    async def revert(
        language: Language, kind: Kind, body: RevertBody, by: Annotated[Staff, Depends(owning)]
    ) -> None:
        try:
            async with desk.db.transaction() as conn:
                await revert_template(conn, words, language, kind, body.to, by.id, desk.clock.now())
        except UnknownTemplateError:
            raise _unknown() from None
        except ChangedMeanwhileError:
            raise _changed() from None


def _drafted(desk: Desk, variant: str, known: set[str]) -> DraftOut:
    try:
        verdict = judge(variant, known, desk.forbidden)
    except RefusedTemplateError as refused:
        return DraftOut(problem=str(refused))
    return DraftOut(checked=linted(preview(variant), verdict))


def _shown(
    language: str, kind: str, built_in: Sequence[str], changed: TemplateVersion | None
) -> TemplateOut:
    return TemplateOut(
        language=language,
        kind=kind,
        version=changed.version if changed else 0,
        variants=(changed.variants if changed else []) or list(built_in),
        values=sorted(known_values(built_in)),
        saved_by=changed.saved_by if changed else None,
        saved_at=changed.saved_at if changed else None,
    )


def _version(desk: Desk, shown: TemplateOut, saved: TemplateVersion | None) -> VersionOut:
    previews = [(variant, preview(variant)) for variant in shown.variants]
    checked = [linted(text, lint(variant, text, desk.forbidden)) for variant, text in previews]
    if shown.kind.startswith(EMAIL):  # as long as it likes, in any script
        checked = [each.model_copy(update={"warns": False}) for each in checked]
    return VersionOut(
        **shown.model_dump(),
        reverts_to=saved.reverts_to if saved else None,
        checked=checked,
    )


def _built_in(words: Words, language: str, kind: str) -> Sequence[str]:
    try:
        return words.variants_of(language, kind)
    except UnknownTemplateError:
        raise _unknown() from None


def _why(refused: RefusedTemplateError) -> str:
    marked = [m for verdict in refused.verdicts for m in verdict.marked]
    return "; ".join(f"{m.words} ({m.because})" for m in marked) or str(refused)


def _unknown() -> Problem:
    return Problem(404, "no_such_template", "There is no such template to change")


def _changed() -> Problem:
    return Problem(409, "changed_meanwhile", "Somebody else has saved this template since")
