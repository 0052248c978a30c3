"""First aid needs PostgreSQL and the carrier; without PostgreSQL the webhook says whom to call."""

import asyncio
import time
from pathlib import Path

import psycopg
import pytest

from sandbox.servers.ports import free_ports
from shared.db import Database
from tests.integration.notify.webhooks import open_door
from tests.integration.notify.worlds import World
from tests.support.eventually import eventually
from tests.support.patients import ANAS_PHONE
from tests.support.phones import running_phones
from tests.support.processes import Workplace, service_program

WITHIN_SECONDS = 10


@pytest.fixture
async def without_database(world: World) -> World:
    """A notify whose PostgreSQL does not answer."""
    world.db = Database(f"postgresql://127.0.0.1:{free_ports(1)[0]}/notify", pool_size=2)
    return world


async def test_s119b_kafka_and_redis_are_down_and_the_safety_text_goes_within_ten_seconds(
    workplace: Workplace, tmp_path: Path, notify_dsn: str
) -> None:
    port, no_kafka, no_redis = free_ports(3)
    url = f"http://127.0.0.1:{port}"
    async with running_phones(tmp_path, inbound_webhook_url=f"{url}/twilio/inbound") as phones:
        notify = service_program(
            workplace,
            "notify",
            {
                "MERIDIAN_NOTIFY_DATABASE_URL": notify_dsn,
                "MERIDIAN_NOTIFY_PORT": str(port),
                "MERIDIAN_NOTIFY_PUBLIC_URL": url,
                "MERIDIAN_NOTIFY_TWILIO_API_URL": phones.base_url,
                "MERIDIAN_KAFKA_BOOTSTRAP": f"127.0.0.1:{no_kafka}",
                "MERIDIAN_REDIS_URL": f"redis://127.0.0.1:{no_redis}/0",
            },
            f"{url}/healthz",
        )
        await asyncio.to_thread(notify.start)
        began = time.monotonic()
        await phones.reply(ANAS_PHONE, "chest pain")

        async def answered() -> bool:
            return any("call 911 now" in text["body"] for text in await phones.texts(ANAS_PHONE))

        await eventually(answered, within_seconds=WITHIN_SECONDS)
        assert time.monotonic() - began < WITHIN_SECONDS
        async with await psycopg.AsyncConnection.connect(notify_dsn) as conn:
            cursor = await conn.execute(
                "select published_at from outbox where type like '%red_flag_seen%'"
            )
            assert await cursor.fetchall() == [(None,)]
        await asyncio.to_thread(notify.stop)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("chest pain", "We can't read texts right now."),
        ("see you Tuesday", "We can't read texts right now."),
        ("me duele el pecho", "Ahora no podemos leer mensajes."),
        ("胸口痛", "我们现在无法查看短信"),
    ],
)
async def test_s119b_without_a_database_every_text_is_answered_on_the_spot(
    without_database: World, body: str, said: str
) -> None:
    async with without_database.db, open_door(without_database) as door:
        answered = await door.inbound(body, "SM1")
    assert answered.status_code == 200
    assert said in answered.text
    assert "911" in answered.text
    assert "310-555-0100" in answered.text


async def test_s119b_the_carriers_fallback_address_needs_no_database(
    without_database: World,
) -> None:
    async with open_door(without_database) as door:
        form = {"MessageSid": "SM1", "From": ANAS_PHONE, "Body": "hello"}
        answered = await door.post("/twilio/fallback", form)
        forged = await door.post("/twilio/fallback", form, signature="no")
    assert (answered.status_code, forged.status_code) == (200, 403)
    assert "<Message>" in answered.text
