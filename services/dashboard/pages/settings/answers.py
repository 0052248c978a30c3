"""Answers that staff keep ready for the inbox: added, changed, retired; every version kept."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import Answer, Sent
from services.dashboard.pages.desk import ACTING, Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, text_of
from services.dashboard.pages.settings.saving import problem_of, save, saved_at, settings_page
from services.dashboard.pages.settings.text_groups import LANGUAGES
from services.dashboard.wording import CannedVersions

HERE = "/settings/answers"
PATH = "/staff/v1/canned-answers"
SERVICE = "Texting"


def answer_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_list(router, desk)
    _add_one(router, desk)
    return router


def _add_list(router: APIRouter, desk: Desk) -> None:
    @router.get(HERE)
    async def list_answers(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, ACTING)
        return await _list(desk, visitor, {"saved": bool(saved)})

    @router.post(HERE)
    async def add(request: Request) -> Response:
        visitor, form = await acting(desk, request, ACTING), await request.form()
        typed, errors = _typed(form)
        if errors:
            return await _list(desk, visitor, {"typed": typed, "errors": errors})
        sending = desk.owners.notify.send(PATH, _body(typed, 0), visitor.staff)
        sent = await save(desk, visitor, sending, "canned answer added")
        if problem := _problem(sent):
            return await _list(desk, visitor, {"typed": typed, "problem": problem})
        return saved_at(HERE)


def _add_one(router: APIRouter, desk: Desk) -> None:
    @router.get(HERE + "/{answer_id}")
    async def show(request: Request, answer_id: str, saved: str = "") -> Response:
        visitor = await acting(desk, request, ACTING)
        return await _one(desk, visitor, parse_id(answer_id), {"saved": bool(saved)})

    @router.post(HERE + "/{answer_id}")
    async def change(request: Request, answer_id: str) -> Response:
        """Also brings a retired one, or an earlier version, back: it is a new version."""
        visitor, form = await acting(desk, request, ACTING), await request.form()
        answer_id = parse_id(answer_id)
        typed, errors = _typed(form)
        if errors:
            return await _one(desk, visitor, answer_id, {"typed": typed, "errors": errors})
        body = _body(typed, int(text_of(form, "version") or 0))
        sending = desk.owners.notify.send(f"{PATH}/{answer_id}", body, visitor.staff, method="PUT")
        sent = await save(desk, visitor, sending, f"canned answer {answer_id}")
        if problem := _problem(sent):
            return await _one(desk, visitor, answer_id, {"typed": typed, "problem": problem})
        return saved_at(f"{HERE}/{answer_id}")

    @router.post(HERE + "/{answer_id}/retire")
    async def retire(request: Request, answer_id: str) -> Response:
        visitor, answer_id = await acting(desk, request, ACTING), parse_id(answer_id)
        sending = desk.owners.notify.send(f"{PATH}/{answer_id}", {}, visitor.staff, method="DELETE")
        sent = await save(desk, visitor, sending, f"canned answer {answer_id} retired")
        if sent.answer is Answer.DONE:
            return RedirectResponse(HERE, 303)
        return await _one(desk, visitor, answer_id, {"problem": _problem(sent)})


def _typed(form: FormData) -> tuple[dict[str, str], dict[str, str]]:
    names = ("title", *(f"body-{language}" for language in LANGUAGES))
    typed = {name: text_of(form, name).strip() for name in names}
    errors = {}
    if not typed["title"]:
        errors["title"] = "Give it a name by which the desk finds it."
    if not any(typed[name] for name in names[1:]):
        errors["body-en"] = "Write the answer in at least one language."
    return typed, errors


def _body(typed: Mapping[str, str], version: int) -> dict[str, object]:
    bodies = {lang: typed[f"body-{lang}"] for lang in LANGUAGES if typed[f"body-{lang}"]}
    return {"title": typed["title"], "bodies": bodies, "version": version}


def _problem(sent: Sent) -> str:
    """The owner's own words say which words it must not hold."""
    if sent.code == "must_not_say":
        return f"A text must not name a condition, a part of the body, a treatment or a score: {sent.detail}."
    return problem_of(sent, SERVICE)


async def _list(desk: Desk, visitor: Visitor, words: Mapping[str, Any]) -> Response:
    answers = (await desk.owners.notify.show(PATH, CannedVersions, visitor.staff)).root
    context = {"answers": answers, "languages": LANGUAGES, "typed": {}, **words}
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "answers", context, 422 if failed else 200)


async def _one(desk: Desk, visitor: Visitor, answer_id: str, words: Mapping[str, Any]) -> Response:
    path = f"{PATH}/{answer_id}/versions"
    versions = (await desk.owners.notify.show(path, CannedVersions, visitor.staff)).root
    if not versions:
        raise HTTPException(404)
    latest = versions[-1]
    known = {"title": latest.title} | {f"body-{lang}": b for lang, b in latest.bodies.items()}
    context = {
        "answer": latest,
        "versions": versions[::-1],
        "languages": LANGUAGES,
        "typed": known,
        **words,
    }
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "answer", context, 422 if failed else 200)
