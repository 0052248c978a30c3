"""Acting out the faults that spoil an answer; FastAPI has no way to leave a caller hanging."""

import asyncio

from fastapi import Request, Response

from sandbox.phones.errors import RefusedError
from sandbox.phones.faults import Fault, FaultKind


async def spoil(request: Request, fault: Fault) -> Response:
    """Raises RefusedError for the faults that do answer; the others end the connection."""
    if fault.kind is FaultKind.TOO_MANY:
        raise RefusedError(20429)
    if fault.kind in {FaultKind.SERVER_ERROR_BEFORE, FaultKind.SERVER_ERROR_AFTER}:
        raise RefusedError(20500)
    if fault.kind in {FaultKind.TIMEOUT_BEFORE, FaultKind.TIMEOUT_AFTER}:
        await _hold(request, fault.seconds)
    request.state.transport.abort()
    # Nobody reads this any more; the framework wants an answer all the same.
    return Response(status_code=504)


async def _hold(request: Request, seconds: float) -> None:
    """Until the caller gives up, the time is over, or the simulator closes."""
    closing: asyncio.Event = request.app.state.simulator.closing
    waits = {asyncio.create_task(closing.wait()), asyncio.create_task(_gone(request))}
    _, pending = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in pending:
        wait.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
