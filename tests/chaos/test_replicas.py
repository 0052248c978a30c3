"""Two replicas of every service share the work, and each text still goes exactly once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from sandbox.credentials import load_or_make
from sandbox.environment import of_service
from sandbox.journey.books import EXPECTED
from sandbox.journey.play import Kill
from sandbox.layout import SERVICES
from sandbox.servers.ports import LOOPBACK, free_ports
from tests.support.processes import Program, Workplace, service_program
from tests.support.sandboxes import RunningSandbox

pytestmark = pytest.mark.timeout(300)


def second(workplace: Workplace, sandbox: RunningSandbox, service: str, port: int) -> Program:
    credentials = load_or_make(sandbox.layout.credentials_file)
    environment = {
        **of_service(sandbox.layout, credentials, service),
        f"MERIDIAN_{service.upper()}_PORT": str(port),
    }
    return service_program(workplace, service, environment, f"http://{LOOPBACK}:{port}/readyz")


@contextlib.asynccontextmanager
async def doubled(workplace: Workplace, sandbox: RunningSandbox) -> AsyncIterator[None]:
    ports = free_ports(len(SERVICES))
    programs = [
        second(workplace, sandbox, service, port)
        for service, port in zip(SERVICES, ports, strict=True)
    ]
    await asyncio.gather(*(asyncio.to_thread(program.start, 60) for program in programs))
    yield
    statuses = await asyncio.gather(*(asyncio.to_thread(program.stop) for program in programs))
    assert statuses == [0, 0, 0, 0]


@pytest.mark.parametrize("killed", [None, "notify"])
async def test_the_journey_completes_on_two_replicas_of_everything(
    workplace: Workplace, sandbox: RunningSandbox, killed: str | None
) -> None:
    kill = Kill(killed, "the patient replies 7") if killed else None
    async with doubled(workplace, sandbox):
        assert await sandbox.journey(kill) == {kind: n for kind, (_, n) in EXPECTED.items()}
