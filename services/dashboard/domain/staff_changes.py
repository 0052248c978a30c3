"""What may be changed about who works here."""

from collections.abc import Set

from shared.auth import Role


class LastOwnerError(Exception):
    """Without an owner nobody could give anybody access again."""


class OwnAccountError(Exception):
    """Nobody takes their own access away by mistake; another owner can."""


def check_loss_of_access(staff_id: str, by_id: str, owners: Set[str]) -> None:
    """`owners`: the ids of those who are owners now. Raises OwnAccountError, LastOwnerError."""
    if staff_id == by_id:
        raise OwnAccountError
    check_owner_remains(staff_id, None, owners)


def check_owner_remains(staff_id: str, role: Role | None, owners: Set[str]) -> None:
    """After somebody gets `role`, or none at all. Raises LastOwnerError."""
    if role is not Role.OWNER and owners == {staff_id}:
        raise LastOwnerError
