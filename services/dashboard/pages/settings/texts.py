"""What texts say: every kind in each language, changed with a preview, kept in versions (S-126)."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import Answer
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, text_of
from services.dashboard.pages.settings.saving import note, problem_of, save, saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.pages.settings.test_texts import send_test
from services.dashboard.pages.settings.text_groups import LANGUAGES, VALUE_WORDS, grouped, name_of
from services.dashboard.wording import Drafts, StaffPhones, Templates, TemplateVersions
from shared.ids import new_id

HERE = "/settings/texts"
PATH = "/staff/v1/templates"
SERVICE = "Texting"
MOST_VARIANTS = 5


def text_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_looking(router, desk)
    _add_saving(router, desk)
    return router


def _add_looking(router: APIRouter, desk: Desk) -> None:
    @router.get(HERE)
    async def list_texts(request: Request, language: str = "en") -> Response:
        visitor = await acting(desk, request, OWNER)
        everything = (await desk.owners.notify.show(PATH, Templates, visitor.staff)).root
        shown = [each for each in everything if each.language == language]
        context = {"groups": grouped(shown), "language": language, "languages": LANGUAGES}
        return await settings_page(desk, visitor, "texts", context)

    @router.get(HERE + "/{language}/{kind}")
    async def show(request: Request, language: str, kind: str, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _editor(desk, visitor, language, kind, {"saved": bool(saved)})

    @router.post(HERE + "/{language}/{kind}/check")
    async def check(request: Request, language: str, kind: str) -> Response:
        """For the preview beside the words, while they are typed; or as a page, without script."""
        visitor, form = await acting(desk, request, OWNER), await request.form()
        typed = _typed(form)
        drafts = await _drafts(desk, visitor, language, kind, typed)
        if "hx-request" in request.headers:
            return page(desk, "settings/text_preview.html", {"drafts": drafts, "typed": typed})
        context = {"typed": typed, "drafts": drafts}
        return await _editor(desk, visitor, language, kind, context)


def _add_saving(router: APIRouter, desk: Desk) -> None:
    @router.post(HERE + "/{language}/{kind}")
    async def save_text(request: Request, language: str, kind: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        typed = _typed(form)
        if not typed:
            errors = {"variant-1": "Write what the text says."}
            return await _editor(desk, visitor, language, kind, {"errors": errors, "typed": [""]})
        drafts = await _drafts(desk, visitor, language, kind, typed)
        if errors := _errors(drafts):
            context: dict[str, Any] = {"typed": typed, "drafts": drafts, "errors": errors}
            return await _editor(desk, visitor, language, kind, context)
        body = {"variants": typed, "based_on": int(text_of(form, "based_on") or 0)}
        sending = desk.owners.notify.send(
            f"{PATH}/{language}/{kind}", body, visitor.staff, method="PUT"
        )
        sent = await save(desk, visitor, sending, f"text {language}/{kind}")
        if problem := problem_of(sent, SERVICE):
            context = {"typed": typed, "drafts": drafts, "problem": problem}
            return await _editor(desk, visitor, language, kind, context)
        return saved_at(f"{HERE}/{language}/{kind}")

    @router.post(HERE + "/{language}/{kind}/restore")
    async def restore(request: Request, language: str, kind: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        to = int(text_of(form, "to") or 0)
        path = f"{PATH}/{language}/{kind}/revert"
        sending = desk.owners.notify.send(path, {"to": to}, visitor.staff)
        sent = await save(desk, visitor, sending, f"text {language}/{kind} to version {to}")
        if problem := problem_of(sent, SERVICE):
            return await _editor(desk, visitor, language, kind, {"problem": problem})
        return saved_at(f"{HERE}/{language}/{kind}")

    @router.post(HERE + "/{language}/{kind}/test")
    async def try_it(request: Request, language: str, kind: str) -> Response:
        """As it holds now, with the values of an example, to a phone of the clinic's own."""
        visitor, form = await acting(desk, request, OWNER), await request.form()
        words = (await _versions(desk, visitor, language, kind))[0].checked[0].preview
        request_id = parse_id(text_of(form, "request_id"))
        sent = await send_test(desk, visitor, text_of(form, "staff_id"), words, request_id)
        await note(desk, visitor, f"test of {language}/{kind} {sent.answer}")
        if sent.answer is Answer.DONE and sent.text_id:
            back = f"{HERE}/{language}/{kind}"
            return RedirectResponse(f"/settings/tests/{sent.text_id}?back={back}", 303)
        return await _editor(desk, visitor, language, kind, {"problem": sent.problem})


async def _editor(
    desk: Desk, visitor: Visitor, language: str, kind: str, words: Mapping[str, Any]
) -> Response:
    """`typed` in `words` goes before what is saved: nothing that was written is lost."""
    versions = await _versions(desk, visitor, language, kind)
    team = (await desk.owners.notify.show("/staff/v1/team", StaffPhones, visitor.staff)).root
    typed = words.get("typed") or versions[0].variants
    drafts = words.get("drafts") or await _drafts(desk, visitor, language, kind, typed)
    context = {
        "language": language,
        "languages": LANGUAGES,
        "kind": kind,
        "kind_name": name_of(kind),
        "versions": versions,
        "value_words": VALUE_WORDS,
        "team": team,
        "request_id": str(new_id()),
        **words,
        "drafts": drafts,
        "typed": typed,
        "fields": [*typed, *([""] if len(typed) < MOST_VARIANTS else [])],
    }
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "text", context, 422 if failed else 200)


async def _versions(desk: Desk, visitor: Visitor, language: str, kind: str) -> Any:
    if language not in LANGUAGES or not kind.replace("_", "a").isalnum():
        raise HTTPException(404)
    path = f"{PATH}/{language}/{kind}"
    return (await desk.owners.notify.show(path, TemplateVersions, visitor.staff)).root


async def _drafts(
    desk: Desk, visitor: Visitor, language: str, kind: str, typed: list[str]
) -> Drafts | None:
    """None when nothing is written, or notify does not say."""
    if not typed:
        return None
    path = f"{PATH}/{language}/{kind}/check"
    return (await desk.owners.notify.send(path, {"variants": typed}, visitor.staff)).read(Drafts)


def _typed(form: FormData) -> list[str]:
    fields = [text_of(form, f"variant-{n}").strip() for n in range(1, MOST_VARIANTS + 1)]
    return [field.replace("\r\n", "\n") for field in fields if field]


def _errors(drafts: Drafts | None) -> dict[str, str]:
    """By field: why each variant may not be saved."""
    found = {}
    for number, draft in enumerate(drafts.root if drafts else (), start=1):
        if draft.problem:
            found[f"variant-{number}"] = f"This would not work: {draft.problem}."
        elif draft.checked and draft.checked.marked:
            marked = ", ".join(f"“{each.words}”" for each in draft.checked.marked)
            found[f"variant-{number}"] = f"A text must not say {marked}: a lock screen shows it."
    return found
