"""The proxy leads to what the services serve, and hides what is for the inside."""

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.followup.api import staff_app
from services.notify.api.twilio import Account, Fallback, twilio_router
from services.notify.domain.sayings import Sayings
from services.notify.domain.stranger import Stranger
from services.notify.handlers.first_aid import FirstAid
from services.notify.handlers.store_reply import StoreReply
from services.notify.metrics import NotifyMetrics
from services.notify.texts import Texts
from shared.clock import SystemClock
from shared.db import Database
from shared.http import Health, new_app
from shared.telemetry import Metrics
from tests.support.installation import SECRET, SETTINGS, compose, text_of

CADDYFILE = text_of("deploy/Caddyfile")


def site(address: str) -> list[str]:
    """The lines of one site's `route` block, whose order is the order of their effect."""
    block = re.search(
        rf"^{re.escape(address)} {{\n.*?\troute {{\n(.*?)\n\t}}",
        CADDYFILE,
        re.MULTILINE | re.DOTALL,
    )
    assert block is not None
    return [line.strip() for line in block[1].split("\n")]


def private_paths() -> list[str]:
    found = re.search(r"^\t@private path (.+)$", CADDYFILE, re.MULTILINE)
    assert found is not None
    return found[1].split()


def paths_of(app: FastAPI) -> set[str]:
    return {route.path for route in app.routes if hasattr(route, "path")}


def is_private(path: str) -> bool:
    return any(
        path == each or (each.endswith("*") and path.startswith(each[:-1]))
        for each in private_paths()
    )


@pytest.mark.parametrize("address", ["{$PUBLIC_HOST}", "{$PUBLIC_HOST}:{$STAFF_PORT}"])
def test_private_paths_are_refused_before_anything_is_passed_on(address: str) -> None:
    first, *others = site(address)
    assert first == "error @private 404"
    assert others
    assert all(line.startswith("reverse_proxy ") for line in others)


def test_patients_the_carrier_and_staff_are_led_to_their_services() -> None:
    def upstream(name: str) -> str:
        return f"{{${name.upper()}:{name}:{SETTINGS[name].model_fields['port'].default}}}"

    assert site("{$PUBLIC_HOST}")[1:] == [
        f"reverse_proxy /twilio/* {upstream('notify')}",
        f"reverse_proxy /mail/* {upstream('notify')}",
        f"reverse_proxy /mine* {upstream('followup')}",
        f"reverse_proxy {upstream('booking')}",
    ]
    assert site("{$PUBLIC_HOST}:{$STAFF_PORT}")[1:] == [f"reverse_proxy {upstream('dashboard')}"]


def test_what_every_service_tells_about_itself_is_private() -> None:
    metrics = Metrics("test")
    app = new_app("test", health=Health(unopened_database()), metrics=metrics)
    assert {"/metrics", "/readyz", "/healthz", "/openapi.json"} <= paths_of(app)
    assert all(is_private(path) for path in paths_of(app))


def test_what_staff_may_have_a_service_do_is_private() -> None:
    db, metrics = unopened_database(), Metrics("test")
    app = staff_app(db, SystemClock(), secret=SECRET, health=Health(db), metrics=metrics)
    assert app.openapi()["paths"]
    assert all(is_private(path) for path in app.openapi()["paths"])
    assert not is_private("/staffing")


def test_the_webhooks_are_where_the_proxy_looks_for_them() -> None:
    metrics = NotifyMetrics(Metrics("test"))
    account = Account("AC", [], "https://clinic.example")
    first_aid = FirstAid((), Stranger("key"), "310-555-0100")
    store_reply = StoreReply(first_aid, Sayings((), (), ()))
    fallback = Fallback(Texts.load(), "310-555-0100")
    router = twilio_router(
        account, unopened_database(), SystemClock(), metrics, store_reply, fallback
    )
    posts = {route.path for route in router.routes if isinstance(route, APIRoute)}
    assert posts == {"/twilio/inbound", "/twilio/fallback", "/twilio/status"}


def test_the_proxy_is_given_every_variable_that_it_reads() -> None:
    with_default = {f"{name.upper()}" for name in SETTINGS}
    read = set(re.findall(r"\{\$(\w+)[:}]", CADDYFILE))
    assert read - with_default == compose()["services"]["proxy"]["environment"].keys()


def test_requests_are_limited_and_not_written_down() -> None:
    assert re.search(r"request_body {\s+max_size 1MB", CADDYFILE)
    assert "exclude http.log.error" in CADDYFILE
    assert not re.search(r"^\s*log$|output ", CADDYFILE, re.MULTILINE)


def unopened_database() -> Database:
    return Database("postgresql://nobody@127.0.0.1/none", pool_size=2)
