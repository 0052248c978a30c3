"""A phone simulator on a free port of this process, for any test that texts."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from sandbox.phones.app import create_app
from sandbox.phones.server import PhonesServer
from sandbox.phones.settings import PhonesSettings
from shared.clock import Clock, SystemClock
from tests.support.eventually import eventually
from tests.support.processes import Program, Workplace, answers_ok

Json = dict[str, Any]


@dataclass(frozen=True)
class RunningPhones:
    """`http` speaks the simulator's own API; Twilio's lives under the same `base_url`."""

    base_url: str
    settings: PhonesSettings
    http: httpx.AsyncClient

    async def reply(self, phone: str, body: str, pictures: int = 0) -> Json:
        """The handset texts the clinic."""
        return await self._post(f"/api/phones/{phone}/texts", {"body": body, "pictures": pictures})

    async def order_fault(self, kind: str, **details: Any) -> Json:
        return await self._post("/api/faults", {"kind": kind, **details})

    async def texts(self, phone: str) -> list[Json]:
        return await self._get(f"/api/phones/{phone}/texts")

    async def webhooks(self, sid: str | None = None) -> list[Json]:
        return await self._get(f"/api/webhooks?sid={sid}" if sid else "/api/webhooks")

    async def wait_for_text(
        self, phone: str, holds: Callable[[Json], bool], seconds: float = 10
    ) -> Json:
        """The first text of the phone that `holds` is true of."""

        async def look() -> Json | None:
            return next((text for text in await self.texts(phone) if holds(text)), None)

        found = await eventually(look, seconds, "such a text")
        assert found is not None
        return found

    async def _post(self, path: str, body: Json) -> Json:
        answer = await self.http.post(path, json=body)
        answer.raise_for_status()
        created: Json = answer.json()
        return created

    async def _get(self, path: str) -> list[Json]:
        answer = await self.http.get(path)
        answer.raise_for_status()
        found: list[Json] = answer.json()
        return found


def phones_program(workplace: Workplace, settings: PhonesSettings) -> Program:
    """The simulator as a process of its own, to be killed; it knows the settings that differ."""
    given = settings.model_dump(mode="json", include=settings.model_fields_set)
    environment = {f"MERIDIAN_PHONES_{name.upper()}": str(value) for name, value in given.items()}
    url = f"http://127.0.0.1:{settings.port}/healthz"
    return Program(
        workplace,
        f"phones-{settings.port}",
        [sys.executable, "-m", "sandbox.phones"],
        lambda: answers_ok(url),
        environment,
    )


@contextlib.asynccontextmanager
async def running_phones(
    folder: Path, clock: Clock | None = None, /, **settings: Any
) -> AsyncIterator[RunningPhones]:
    """Starts a simulator with its data in `folder`; keyword arguments are PhonesSettings fields."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        base_url = f"http://127.0.0.1:{port}"
        chosen = PhonesSettings(
            **{
                "port": port,
                "public_base_url": base_url,
                "data_file": folder / "phones.sqlite",
                "step_seconds": 0.005,
                **settings,
            }
        )
        server = PhonesServer(create_app(chosen, clock or SystemClock()), chosen.host, port)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        async with httpx.AsyncClient(base_url=base_url, trust_env=False) as http:
            await eventually(lambda: server.started or serving.done(), describe="started")
            assert server.started
            yield RunningPhones(base_url, chosen, http)
        server.should_exit = True
        await serving
