""".env.example, docker-compose.yml, the settings in the code and the documentation agree."""

import re
from collections.abc import Callable, Mapping

import pytest
from pydantic import SecretStr

from sandbox.phones.settings import PhonesSettings
from services.dashboard.settings import DashboardSettings
from services.notify.metrics import NotifyMetrics
from services.notify.settings import NotifySettings
from shared.settings import Environment
from shared.telemetry import Metrics
from tests.support.installation import (
    SECRET,
    SETTINGS,
    MissingVariableError,
    aliases,
    compose,
    environment_of,
    example,
    explained,
    interpolate,
    secret_names,
    text_of,
    used_variables,
    with_simulator,
    with_twilio,
)

# Compose reads this one itself.
COMPOSE_OWN = {"COMPOSE_PROFILES"}
# The image says where a service listens; its port is a matter between the containers; and time is
# moved in the sandbox alone.
NOT_FOR_AN_INSTALLATION = {"MERIDIAN_HOST", "MERIDIAN_CLOCK_FILE"}


@pytest.fixture
def in_container(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Mapping[str, str]], None]:
    """Makes the environment what a container's process would see."""

    def enter(container: str, variables: Mapping[str, str]) -> None:
        for name in set().union(*map(aliases, SETTINGS.values())):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment_of(container, variables).items():
            monkeypatch.setenv(name, value)

    return enter


@pytest.mark.parametrize("name", sorted(SETTINGS))
@pytest.mark.parametrize(
    "variables", [with_simulator(), with_twilio()], ids=["simulator", "twilio"]
)
def test_a_service_accepts_what_compose_tells_it_and_is_told_all_it_needs(
    in_container: Callable[[str, Mapping[str, str]], None], name: str, variables: dict[str, str]
) -> None:
    in_container(name, variables)
    settings = SETTINGS[name]()
    told = settings.model_dump(exclude={"host"})
    assert not [field for field, value in told.items() if "127.0.0.1" in str(value)]
    secrets = [value for value in told.values() if isinstance(value, SecretStr)]
    assert {secret.get_secret_value() for secret in secrets} == {SECRET}


def test_with_the_simulator_nothing_reaches_a_real_phone(
    in_container: Callable[[str, Mapping[str, str]], None],
) -> None:
    in_container("notify", with_simulator())
    settings = NotifySettings()
    assert settings.environment is Environment.SANDBOX
    assert settings.twilio_api_url == "http://phones:8004"
    assert "phones" in compose()["services"]
    assert compose()["services"]["phones"]["profiles"] == [example()["COMPOSE_PROFILES"]]


def test_with_its_credentials_twilio_is_the_carrier_and_the_simulator_is_off(
    in_container: Callable[[str, Mapping[str, str]], None],
) -> None:
    in_container("notify", with_twilio())
    settings = NotifySettings()
    assert settings.environment is Environment.PRODUCTION
    assert not settings.twilio_api_url
    assert not with_twilio()["COMPOSE_PROFILES"]


def test_staff_get_cookies_that_travel_by_https_alone(
    in_container: Callable[[str, Mapping[str, str]], None],
) -> None:
    in_container("dashboard", with_simulator())
    assert DashboardSettings().secure_cookies


def test_the_simulator_is_the_account_that_notify_expects() -> None:
    phones = environment_of("phones", with_simulator())
    notify = environment_of("notify", with_simulator())
    known = {f"MERIDIAN_PHONES_{field.upper()}" for field in PhonesSettings.model_fields}
    assert phones.keys() <= known
    for field in ("ACCOUNT_SID", "AUTH_TOKEN"):
        assert phones[f"MERIDIAN_PHONES_{field}"] == notify[f"MERIDIAN_NOTIFY_TWILIO_{field}"]
    assert phones["MERIDIAN_PHONES_NUMBER"] == notify["MERIDIAN_NOTIFY_TWILIO_SENDER"]
    assert (
        phones["MERIDIAN_PHONES_INBOUND_WEBHOOK_URL"]
        == notify["MERIDIAN_NOTIFY_PUBLIC_URL"] + "/twilio/inbound"
    )


@pytest.mark.parametrize("name", sorted(secret_names()))
def test_no_secret_has_a_default(name: str) -> None:
    assert example()[name] == ""
    variables = {**with_simulator(), name: ""}
    with pytest.raises(MissingVariableError, match=name):
        interpolate(text_of("docker-compose.yml"), variables)


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_compose_tells_a_service_what_it_knows_and_withholds_nothing(name: str) -> None:
    told = {each for each in compose()["services"][name]["environment"] if each.startswith("MER")}
    port = f"MERIDIAN_{name.upper()}_PORT"
    assert told == aliases(SETTINGS[name]) - NOT_FOR_AN_INSTALLATION - {port}


def test_the_example_names_every_variable_that_compose_takes_and_no_other() -> None:
    assert used_variables() == explained() - COMPOSE_OWN


def test_an_offered_default_is_the_code_s() -> None:
    offered = dict(re.findall(r"^#(MERIDIAN_\w+)=(.+)$", text_of(".env.example"), re.MULTILINE))
    assert offered
    for name, value in offered.items():
        assert value in {default.removesuffix(".0") for default in defaults_of(name)}, name


def defaults_of(variable: str) -> set[str]:
    return {
        str(field.default)
        for settings in SETTINGS.values()
        for field in settings.model_fields.values()
        if field.alias == variable
    }


def test_the_operations_manual_names_every_variable_and_none_that_is_not_there() -> None:
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", text_of("docs/operations.md")))
    assert named == explained()


def test_the_operations_manual_speaks_of_measures_that_exist() -> None:
    metrics = Metrics("test")
    NotifyMetrics(metrics)
    measured = {family.name for family in metrics.registry.collect()}
    named = set(re.findall(r"`meridian_(\w+)", text_of("docs/operations.md"))) - {"inside"}
    assert {f"meridian_{name}".removesuffix("_total") for name in named} <= measured
