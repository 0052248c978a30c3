"""Redis: only for what may vanish. Every call may fail, and its caller must do without."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

# A courtesy that takes longer than this is none.
TIMEOUT_SECONDS = 0.5
# Hundreds of open pages ask at one moment: they take turns. To be refused a connection for that would
# look as if Redis were away.
CONNECTIONS, TURN_SECONDS = 32, 5.0


def connect(url: str) -> Redis:
    """Connects on first use. Raises redis.RedisError from its calls, quickly, when away."""
    return Redis.from_pool(
        BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=TURN_SECONDS,
            decode_responses=True,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 1),
            health_check_interval=30,
        )
    )
