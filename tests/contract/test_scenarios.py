"""No test claims a scenario that nobody described."""

import pytest

from tests import scenarios


def test_every_id_that_a_test_carries_is_in_the_document() -> None:
    if not scenarios.document().exists():
        pytest.skip("SCENARIOS.md is not in ../shared (or beside MERIDIAN_REFERENCE_DATA)")
    described = scenarios.ids_in(scenarios.document().read_text("utf-8"))
    assert scenarios.unknown(described, scenarios.carriers(scenarios.TESTS)) == []
