"""The demo practice names only check-in plans that followup has."""

import json
from pathlib import Path

from services.followup.domain.plans import STANDARD

PRACTICE = Path(__file__).parents[2] / "services" / "booking" / "demo" / "practice.json"


def test_every_plan_a_treatment_names_exists() -> None:
    treatments = json.loads(PRACTICE.read_text())["treatments"]
    named = {t["checkin_plan"] for t in treatments if t["checkin_plan"]}
    assert named
    assert named <= set(STANDARD)


def test_what_is_needled_is_watched_as_such() -> None:
    treatments = json.loads(PRACTICE.read_text())["treatments"]
    plans = {t["checkin_plan"] for t in treatments if t["needling"]}
    assert plans == {"after_needling"}
