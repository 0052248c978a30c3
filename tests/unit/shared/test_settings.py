"""Configuration that could hurt is refused at the start."""

import pytest
from pydantic import ValidationError

from shared.settings import ServiceSettings

GOOD = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in ServiceSettings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


@pytest.mark.parametrize("secret", [None, "not-a-secret", "", "short", GOOD[:31]])
def test_production_refuses_a_default_or_short_secret(
    monkeypatch: pytest.MonkeyPatch, secret: str | None
) -> None:
    monkeypatch.setenv("MERIDIAN_ENVIRONMENT", "production")
    if secret is not None:
        monkeypatch.setenv("MERIDIAN_SERVICE_SECRET", secret)
    with pytest.raises(ValidationError, match="MERIDIAN_SERVICE_SECRET"):
        ServiceSettings()


def test_production_starts_with_a_real_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERIDIAN_ENVIRONMENT", "production")
    monkeypatch.setenv("MERIDIAN_SERVICE_SECRET", GOOD)
    assert ServiceSettings().service_secret.get_secret_value() == GOOD


def test_production_refuses_a_clock_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERIDIAN_ENVIRONMENT", "production")
    monkeypatch.setenv("MERIDIAN_SERVICE_SECRET", GOOD)
    monkeypatch.setenv("MERIDIAN_CLOCK_FILE", "clock")
    with pytest.raises(ValidationError, match="MERIDIAN_CLOCK_FILE"):
        ServiceSettings()


def test_an_inbox_that_forgets_before_the_outbox_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MERIDIAN_INBOX_KEPT_DAYS", "14")
    with pytest.raises(ValidationError, match="MERIDIAN_INBOX_KEPT_DAYS"):
        ServiceSettings()


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERIDIAN_SERVICE_SECRET", GOOD)
    assert GOOD not in repr(ServiceSettings())
