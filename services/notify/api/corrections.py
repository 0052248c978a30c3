"""/staff/v1/replies/ID/correction: one click, and it is what the patient meant."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends

from services.notify.api.staff import Body, Desk
from services.notify.handlers.correct_reply import CorrectReply, Meant, NotCorrectedError
from services.notify.handlers.threads import UnknownReplyError
from shared.auth import Staff
from shared.events.replies import Intent
from shared.http import Problem
from shared.http.access import WORKING

_TITLES = {
    "corrected_before": "Somebody has said before what was meant",
    "no_such_visit": "This patient has no such visit to come",
    "too_late_to_cancel": "It is too late to cancel this visit by text",
    "nothing_was_asked": "No question was open when this came",
}


class CorrectionBody(Body):
    """`appointment_id`: the visit that is confirmed or cancelled."""

    meant: Literal["confirm", "cancel", "opt_out", "wrong_number", "answer", "other"]
    appointment_id: str | None = None


def correction_router(desk: Desk, correct: CorrectReply) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/replies", tags=["talks with patients"])
    working = desk.access.allow(WORKING)

    @router.post("/{reply_id}/correction", status_code=204)
    async def say_what_was_meant(
        reply_id: UUID, body: CorrectionBody, by: Annotated[Staff, Depends(working)]
    ) -> None:
        """It takes effect as if it had been understood so, once."""
        try:
            async with desk.db.transaction() as conn:
                await correct(conn, reply_id, _meant(body), by, desk.clock.now())
        except UnknownReplyError:
            raise Problem(404, "no_such_reply", "There is no such text") from None
        except NotCorrectedError as error:
            raise Problem(409, error.why, _TITLES[error.why]) from None

    return router


def _meant(body: CorrectionBody) -> Meant:
    if body.meant == "wrong_number":
        return Meant(Intent.OPT_OUT, wrong_number=True)
    return Meant(Intent(body.meant), body.appointment_id)
