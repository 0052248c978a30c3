"""Nobody locks the practice out of its own dashboard."""

import pytest

from services.dashboard.domain.staff_changes import (
    LastOwnerError,
    OwnAccountError,
    check_loss_of_access,
    check_owner_remains,
)
from shared.auth import Role


def test_the_last_owner_keeps_the_role() -> None:
    with pytest.raises(LastOwnerError):
        check_owner_remains("ana", Role.PRACTITIONER, {"ana"})
    check_owner_remains("ana", Role.OWNER, {"ana"})
    check_owner_remains("ana", Role.PRACTITIONER, {"ana", "ben"})
    check_owner_remains("ben", Role.READ_ONLY, {"ana"})


def test_nobody_takes_their_own_access_away() -> None:
    with pytest.raises(OwnAccountError):
        check_loss_of_access("ana", "ana", {"ana", "ben"})
    check_loss_of_access("ben", "ana", {"ana", "ben"})
