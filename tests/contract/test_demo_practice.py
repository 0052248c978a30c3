"""The demo practice names only plans that the services which follow them know."""

import json
from typing import Any

import pytest

from sandbox.layout import PRACTICE
from services.followup.domain.plans import STANDARD
from services.notify.domain.reminders import PLANS

TREATMENTS: list[dict[str, Any]] = json.loads(PRACTICE.read_text("utf-8"))["treatments"]


@pytest.mark.parametrize("treatment", TREATMENTS, ids=lambda treatment: str(treatment["id"]))
def test_every_treatment_of_the_demo_practice_has_plans_that_exist(
    treatment: dict[str, Any],
) -> None:
    assert treatment["reminder_plan"] in PLANS
    assert treatment["checkin_plan"] in {None, *STANDARD}
