"""kill -9 costs the simulator nothing it has accepted."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from sandbox.phones.settings import PhonesSettings
from sandbox.servers.ports import free_ports
from tests.support.eventually import eventually
from tests.support.phones import RunningPhones, phones_program
from tests.support.processes import Program, Workplace
from tests.support.webhooks import WebhookReceiver

ANA, BEN, CARLA = "+13105550142", "+13105550177", "+13105550188"


@contextlib.asynccontextmanager
async def started(program: Program, settings: PhonesSettings) -> AsyncIterator[RunningPhones]:
    """The simulator as a process of its own, until it is killed at the end of the block."""
    await asyncio.to_thread(program.start)
    base_url = f"http://127.0.0.1:{settings.port}"
    try:
        async with httpx.AsyncClient(base_url=base_url, trust_env=False) as http:
            yield RunningPhones(base_url, settings, http)
    finally:
        await asyncio.to_thread(program.kill)


async def create(phones: RunningPhones, to: str, callback: str = "") -> httpx.Response:
    settings = phones.settings
    return await phones.http.post(
        f"/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
        auth=(settings.account_sid, settings.auth_token),
        data={"To": to, "From": settings.number, "Body": "Hi", "StatusCallback": callback},
    )


async def test_texts_opt_outs_faults_and_pending_callbacks_survive_kill_9(
    tmp_path: Path, workplace: Workplace, clinic: WebhookReceiver
) -> None:
    settings = PhonesSettings(
        port=free_ports(1)[0],
        data_file=tmp_path / "phones.sqlite",
        inbound_webhook_url=f"{clinic.base_url}/inbound",
        step_seconds=0.4,
    )
    program = phones_program(workplace, settings)
    async with started(program, settings) as phones:
        await phones.reply(BEN, "STOP")
        await clinic.wait_for(1)
        await phones.order_fault("429", to=CARLA)
        await phones.order_fault("late_callbacks", to=ANA, seconds=1)
        accepted = await create(phones, ANA, f"{clinic.base_url}/status?m=1")
        assert accepted.status_code == 201
    assert len(clinic.received) == 1
    async with started(program, settings) as phones:
        assert (await create(phones, BEN)).json()["code"] == 21610
        assert (await create(phones, CARLA)).json()["code"] == 20429
        _, sent, delivered = await clinic.wait_for(3)
        assert [call.params["MessageStatus"] for call in (sent, delivered)] == ["sent", "delivered"]
        assert {call.params["MessageSid"] for call in (sent, delivered)} == {accepted.json()["sid"]}


async def test_a_webhook_cut_off_by_kill_9_is_called_again_as_a_retry(
    tmp_path: Path, workplace: Workplace
) -> None:
    requests: list[bytes] = []

    async def answer_the_second(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        if len(requests) == 1:
            await reader.read()
        else:
            writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer_the_second, "127.0.0.1", 0)
    settings = PhonesSettings(
        port=free_ports(1)[0],
        data_file=tmp_path / "phones.sqlite",
        inbound_webhook_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/inbound",
    )
    program = phones_program(workplace, settings)
    async with server:
        async with started(program, settings) as phones:
            await phones.reply(ANA, "C")
            await eventually(lambda: requests, describe="the first call")
        async with started(program, settings) as phones:
            await phones.wait_for_text(ANA, lambda text: text["webhook_status"] == 204)
    first, second = (request.lower() for request in requests)
    assert b"i-twilio-idempotency-token" not in first
    assert b"i-twilio-idempotency-token" in second


async def test_it_ends_at_once_when_asked_even_with_a_page_open(
    tmp_path: Path, workplace: Workplace
) -> None:
    settings = PhonesSettings(port=free_ports(1)[0], data_file=tmp_path / "phones.sqlite")
    program = phones_program(workplace, settings)
    await asyncio.to_thread(program.start)
    url = f"http://127.0.0.1:{settings.port}/live"
    async with httpx.AsyncClient(trust_env=False) as http, http.stream("GET", url) as page:
        await asyncio.to_thread(program.stop, within_seconds=5)
        assert [line async for line in page.aiter_lines()] == []
    assert program.output() == ""
