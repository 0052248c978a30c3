"""The practice the sandbox opens with, and the people who may sign in to its dashboard."""

import asyncio
import hashlib
import sys
from collections.abc import Mapping

from sandbox import environment
from sandbox.credentials import Credentials
from sandbox.keeper import NotStartedError
from sandbox.layout import PRACTICE, REPOSITORY, Layout
from sandbox.program import last_words

ON_CALL = REPOSITORY / "sandbox" / "demo" / "staff.json"
STAFF_NAME = "Front Desk"
STAFF_EMAIL = "frontdesk@clinic.example"
STAFF_ROLE = "owner"


async def load(layout: Layout, credentials: Credentials, *, databases_changed: bool) -> None:
    """Idempotent, and left out when nothing changed since: it takes two program starts.

    Raises NotStartedError.
    """
    stamp = layout.home / "loaded"
    digest = hashlib.sha256(PRACTICE.read_bytes() + ON_CALL.read_bytes()).hexdigest()
    if not databases_changed and stamp.exists() and stamp.read_text("ascii") == digest:
        return
    of_staff = {"MERIDIAN_STAFF_PASSWORD": credentials.staff_password}
    staff = (STAFF_NAME, STAFF_EMAIL, STAFF_ROLE)
    await asyncio.gather(
        _tell(layout, credentials, {}, "booking", "load-practice", str(PRACTICE), "--keep"),
        _tell(layout, credentials, {}, "notify", "load-staff", str(ON_CALL)),
        _tell(layout, credentials, of_staff, "dashboard", "add-staff", *staff),
    )
    stamp.write_text(digest, "ascii")


async def _tell(
    layout: Layout, credentials: Credentials, extra: Mapping[str, str], service: str, *command: str
) -> None:
    log = layout.log(f"{service}-{command[0]}")
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"services.{service}", *command),
            env={**environment.of_service(layout, credentials, service), **extra},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        status = await process.wait()
    if status:
        raise NotStartedError(f"{service} {command[0]} failed: {last_words(log)}")
