"""What an installation is made of, read from its files: compose, .env.example, proxy, image."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from services.booking.settings import BookingSettings
from services.dashboard.settings import DashboardSettings
from services.followup.settings import FollowupSettings
from services.notify.settings import NotifySettings
from shared.settings import ServiceSettings

ROOT = Path(__file__).parents[2]
SETTINGS: Mapping[str, type[ServiceSettings]] = {
    "booking": BookingSettings,
    "notify": NotifySettings,
    "followup": FollowupSettings,
    "dashboard": DashboardSettings,
}
SECRET = "0123456789abcdef" * 4
_SECRET_NAME = re.compile(r"_(PASSWORD|SECRET|KEY|TOKEN)$")
# ${NAME}, ${NAME-default}, ${NAME:-default}, ${NAME:?why}
_REFERENCE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<how>:?[-?])(?P<rest>[^}]*))?\}")


class MissingVariableError(Exception):
    """Compose would refuse to start: a variable has neither value nor default."""


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(text_of("docker-compose.yml"))
    return parsed


def example() -> dict[str, str]:
    """What .env.example sets, secrets left empty."""
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", text_of(".env.example"), re.MULTILINE))


def explained() -> set[str]:
    """Every variable that .env.example names, set or only offered."""
    return set(re.findall(r"^#?([A-Z_]+)=", text_of(".env.example"), re.MULTILINE))


def secret_names() -> set[str]:
    return {name for name in example() if _SECRET_NAME.search(name)}


def with_simulator() -> dict[str, str]:
    return {**example(), **dict.fromkeys(secret_names(), SECRET)}


def with_twilio() -> dict[str, str]:
    """With the lines that .env.example says are different for Twilio."""
    different = re.findall(r"^#   ([A-Z_]+)=(.*)$", text_of(".env.example"), re.MULTILINE)
    return {
        **with_simulator(),
        **{name: SECRET if value == "..." else value for name, value in different},
    }


def interpolate(text: str, variables: Mapping[str, str]) -> str:
    """As compose does. Raises MissingVariableError."""

    def value(found: re.Match[str]) -> str:
        how = found["how"] or "-"
        present = variables.get(found["name"])
        if present or (present is not None and not how.startswith(":")):
            return present
        if how.endswith("?"):
            raise MissingVariableError(found["name"])
        return found["rest"] or ""

    return _REFERENCE.sub(value, text)


def environment_of(container: str, variables: Mapping[str, str]) -> dict[str, str]:
    """What the container's process would see: a variable without a value is passed on."""
    declared: Mapping[str, str | None] = compose()["services"][container]["environment"]
    return {
        name: interpolate(value, variables) if value is not None else variables[name]
        for name, value in declared.items()
        if value is not None or name in variables
    }


def aliases(settings: type[ServiceSettings]) -> set[str]:
    return {str(field.alias) for field in settings.model_fields.values()}


def used_variables() -> set[str]:
    """Every name that compose takes from .env."""
    environments: Iterable[Mapping[str, str | None]] = (
        service["environment"]
        for service in compose()["services"].values()
        if "environment" in service
    )
    passed_on = {name for each in environments for name, value in each.items() if value is None}
    code = "\n".join(
        re.sub(r"^\s*#.*", "", line) for line in text_of("docker-compose.yml").split("\n")
    )
    return passed_on | {found["name"] for found in _REFERENCE.finditer(code)}
