"""Serving is a task like the others: it beats, and it ends with the last answer."""

import asyncio

import httpx
from fastapi import FastAPI

from sandbox.servers.ports import free_ports
from shared.runtime import Heart, Stop, http_task
from tests.support.eventually import eventually


async def test_a_request_in_hand_is_answered_before_the_server_ends() -> None:
    app, reached, may_answer = FastAPI(), asyncio.Event(), asyncio.Event()

    @app.get("/slow")
    async def slow() -> str:
        reached.set()
        await may_answer.wait()
        return "done"

    @app.get("/up")
    async def up() -> None: ...

    [port] = free_ports(1)
    stop = Stop()
    task = http_task(app, host="127.0.0.1", port=port)
    serving = asyncio.create_task(task(stop, Heart("http")))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        await eventually(lambda: answers(client), describe="the server to listen")
        asking = asyncio.create_task(client.get("/slow"))
        await reached.wait()
        stop.set()
        await eventually(lambda: refuses(port), describe="the server to take no more")
        may_answer.set()
        assert (await asking).json() == "done"
    await asyncio.wait_for(serving, timeout=10)
    assert task.app is app


async def answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/up")).is_success
    except httpx.ConnectError:
        return False


async def refuses(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:  # refused; or reset, when it closes at this very moment
        return True
    writer.close()
    return False
