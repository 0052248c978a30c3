"""The practice the sandbox opens with, and the people who may sign in to its dashboard."""

import asyncio
import sys

from sandbox import environment
from sandbox.credentials import Credentials
from sandbox.keeper import NotStartedError
from sandbox.layout import REPOSITORY, Layout
from sandbox.program import last_words

PRACTICE = REPOSITORY / "sandbox" / "demo" / "practice.json"
STAFF_EMAIL = "frontdesk@clinic.example"


async def load(layout: Layout, credentials: Credentials) -> None:
    """Idempotent. Raises NotStartedError."""
    await asyncio.gather(
        _tell(layout, credentials, "booking", "load-practice", str(PRACTICE)),
    )


async def _tell(layout: Layout, credentials: Credentials, service: str, *command: str) -> None:
    log = layout.log(f"{service}-{command[0]}")
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"services.{service}", *command),
            env=environment.of_service(layout, credentials, service),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        status = await process.wait()
    if status:
        raise NotStartedError(f"{service} {command[0]} failed: {last_words(log)}")
