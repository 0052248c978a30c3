"""The product as a patient and the front desk live it, services as real processes, over moved time."""

import pytest

from sandbox.journey.books import EXPECTED
from tests.support.sandboxes import RunningSandbox

pytestmark = pytest.mark.timeout(300)


async def test_a_patient_books_is_reminded_confirms_comes_and_reports_pain(
    sandbox: RunningSandbox,
) -> None:
    assert await sandbox.journey() == {kind: times for kind, (_, times) in EXPECTED.items()}
