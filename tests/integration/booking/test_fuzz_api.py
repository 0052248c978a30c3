"""Whatever is sent: no 500, and no answer that the OpenAPI document does not name."""

import asyncio
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.auth import Role
from tests.support.booking import Booking
from tests.support.serving import serving

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 8
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def explore(address: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
    """How many requests were answered, and by operation what was not as promised."""
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    sent, broken = 0, {}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @BOUNDED
        @given(case=operation.as_strategy())
        def try_one(case: Any) -> None:
            nonlocal sent
            sent += 1
            case.call_and_validate(headers=headers, checks=CHECKS)

        try:
            try_one()
        except (FailureGroup, Failure) as error:
            broken[operation.label] = str(error)
    return sent, broken


@pytest.mark.timeout(240)
async def test_no_request_brings_a_500_or_an_answer_nobody_documented(booking: Booking) -> None:
    await booking.booked()
    async with serving(booking.app) as address:
        sent, broken = await asyncio.to_thread(explore, address, booking.staff_headers(Role.OWNER))
    assert not broken, "\n".join(f"{label}: {why}" for label, why in broken.items())
    assert sent > 100
