"""kill -9 costs the simulator nothing it has accepted."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from sandbox.phones.settings import PhonesSettings
from tests.support.phones import RunningPhones, wait_until
from tests.support.webhooks import WebhookReceiver

ROOT = Path(__file__).resolve().parents[2]
ANA, BEN, CARLA = "+13105550142", "+13105550177", "+13105550188"


@contextlib.asynccontextmanager
async def phones_process(
    settings: PhonesSettings,
) -> AsyncIterator[tuple[RunningPhones, asyncio.subprocess.Process]]:
    """The simulator as `python -m sandbox.phones`; killed at the end if it still lives."""
    names = ["port", "data_file", "inbound_webhook_url", "step_seconds"]
    environment = {
        f"MERIDIAN_PHONES_{name.upper()}": str(getattr(settings, name)) for name in names
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.phones", cwd=ROOT, env={**os.environ, **environment}
    )
    base_url = f"http://127.0.0.1:{settings.port}"
    async with httpx.AsyncClient(base_url=base_url, trust_env=False) as http:

        async def healthy() -> bool | None:
            with contextlib.suppress(httpx.TransportError):
                return (await http.get("/healthz")).is_success
            return None

        await wait_until(healthy, seconds=30)
        try:
            yield RunningPhones(base_url, settings, http), process
        finally:
            await kill(process)


async def kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
        await process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


async def create(phones: RunningPhones, to: str, callback: str = "") -> httpx.Response:
    settings = phones.settings
    return await phones.http.post(
        f"/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
        auth=(settings.account_sid, settings.auth_token),
        data={"To": to, "From": settings.number, "Body": "Hi", "StatusCallback": callback},
    )


async def test_texts_opt_outs_faults_and_pending_callbacks_survive_kill_9(
    tmp_path: Path, clinic: WebhookReceiver
) -> None:
    settings = PhonesSettings(
        port=free_port(),
        data_file=tmp_path / "phones.sqlite",
        inbound_webhook_url=f"{clinic.base_url}/inbound",
        step_seconds=0.4,
    )
    async with phones_process(settings) as (phones, process):
        await phones.reply(BEN, "STOP")
        await clinic.wait_for(1)
        await phones.order_fault("429", to=CARLA)
        await phones.order_fault("late_callbacks", to=ANA, seconds=1)
        accepted = await create(phones, ANA, f"{clinic.base_url}/status?m=1")
        assert accepted.status_code == 201
        await kill(process)
    assert len(clinic.received) == 1
    async with phones_process(settings) as (phones, _):
        assert (await create(phones, BEN)).json()["code"] == 21610
        assert (await create(phones, CARLA)).json()["code"] == 20429
        _, sent, delivered = await clinic.wait_for(3)
        assert [call.params["MessageStatus"] for call in (sent, delivered)] == ["sent", "delivered"]
        assert {sent.params["MessageSid"], delivered.params["MessageSid"]} == {
            accepted.json()["sid"]
        }


async def test_a_webhook_cut_off_by_kill_9_is_called_again_as_a_retry(tmp_path: Path) -> None:
    requests: list[bytes] = []

    async def answer_the_second(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        if len(requests) == 1:
            await reader.read()
        else:
            writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        writer.close()

    async def called() -> bool | None:
        return bool(requests) or None

    server = await asyncio.start_server(answer_the_second, "127.0.0.1", 0)
    settings = PhonesSettings(
        port=free_port(),
        data_file=tmp_path / "phones.sqlite",
        inbound_webhook_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/inbound",
    )
    async with server:
        async with phones_process(settings) as (phones, process):
            await phones.reply(ANA, "C")
            await wait_until(called)
            await kill(process)
        async with phones_process(settings) as (phones, _):
            await phones.wait_for_text(ANA, lambda text: text["webhook_status"] == 204)
    first, second = (request.lower() for request in requests)
    assert b"i-twilio-idempotency-token" not in first
    assert b"i-twilio-idempotency-token" in second
