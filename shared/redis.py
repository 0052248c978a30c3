"""Redis: only for what may vanish. Every call may fail, and its caller must do without."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

# A courtesy that takes longer than this is none.
TIMEOUT_SECONDS = 0.5


def connect(url: str) -> Redis:
    """Connects on first use. Raises redis.RedisError from its calls, quickly, when away."""
    return Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 1),
        health_check_interval=30,
    )
