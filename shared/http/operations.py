"""/staff/v1/operations: how a service is doing, and a second try for what it could not apply."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from shared.auth import Role, Staff
from shared.consumer import Replay
from shared.http.access import EVERYONE, WORKING, Access
from shared.http.problems import Problem, refusals
from shared.operations import DeadLetterEvent, Operations, State

# What PostgreSQL's bigint holds.
RowId = Annotated[int, Path(ge=1, lt=2**63)]
OWNER = frozenset({Role.OWNER})


def operations_router(operations: Operations, access: Access) -> APIRouter:
    router = APIRouter(
        prefix="/staff/v1/operations", tags=["operations"], responses=refusals(401, 403)
    )

    @router.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def get_operations() -> State:
        """Says nothing of any patient."""
        return await operations.state()

    @router.get("/dead-letters/{dead_letter_id}", responses=refusals(404))
    async def get_dead_letter(
        dead_letter_id: RowId, by: Annotated[Staff, Depends(access.allow(WORKING))]
    ) -> DeadLetterEvent:
        """Only an owner sees what it says of a patient."""
        found = await operations.read(dead_letter_id, covered=by.role is not Role.OWNER)
        if found is None:
            raise Problem(404, "no_such_dead_letter", "There is no such dead letter waiting")
        return found

    @router.post(
        "/dead-letters/{dead_letter_id}/replay",
        status_code=204,
        responses=refusals(404, 409),
        dependencies=[Depends(access.allow(OWNER))],
    )
    async def replay(dead_letter_id: RowId) -> None:
        """Safe to repeat."""
        match await operations.replay(dead_letter_id):
            case Replay.GONE:
                raise Problem(404, "no_such_dead_letter", "There is no such dead letter waiting")
            case Replay.FAILED:
                raise Problem(409, "still_fails", "It still cannot be applied")

    return router
