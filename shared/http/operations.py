"""/staff/v1/operations: how a service is doing, and a second try for what it could not apply."""

from typing import Annotated

from fastapi import APIRouter, Depends

from shared.auth import Role, Staff
from shared.consumer import Replay
from shared.http.access import EVERYONE, WORKING, Access
from shared.http.problems import Problem
from shared.operations import DeadLetterEvent, Operations, State

OWNER = frozenset({Role.OWNER})


def operations_router(operations: Operations, access: Access) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/operations", tags=["operations"])

    @router.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def get_operations() -> State:
        """Says nothing of any patient."""
        return await operations.state()

    @router.get("/dead-letters/{dead_letter_id}")
    async def get_dead_letter(
        dead_letter_id: int, by: Annotated[Staff, Depends(access.allow(WORKING))]
    ) -> DeadLetterEvent:
        """Only an owner sees what it says of a patient."""
        found = await operations.read(dead_letter_id, covered=by.role is not Role.OWNER)
        if found is None:
            raise Problem(404, "no_such_dead_letter", "There is no such dead letter waiting")
        return found

    @router.post(
        "/dead-letters/{dead_letter_id}/replay",
        status_code=204,
        dependencies=[Depends(access.allow(OWNER))],
    )
    async def replay(dead_letter_id: int) -> None:
        """Safe to repeat."""
        match await operations.replay(dead_letter_id):
            case Replay.GONE:
                raise Problem(404, "no_such_dead_letter", "There is no such dead letter waiting")
            case Replay.FAILED:
                raise Problem(409, "still_fails", "It still cannot be applied")

    return router
