"""Configuration from the environment, read once in each process's __main__ and nowhere else."""

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# What a developer gets without configuring anything. Refused in production.
DEFAULT_SECRET = "not-a-secret"  # noqa: S105 - says so itself


class Environment(StrEnum):
    SANDBOX = "sandbox"
    TEST = "test"
    PRODUCTION = "production"


class ServiceSettings(BaseSettings):
    """What every service needs to know. Variables are prefixed MERIDIAN_, then the service's name
    where a value is its own: MERIDIAN_BOOKING_DATABASE_URL.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    environment: Environment = Field(Environment.SANDBOX, alias="MERIDIAN_ENVIRONMENT")
    service_secret: SecretStr = Field(
        SecretStr(DEFAULT_SECRET),
        alias="MERIDIAN_SERVICE_SECRET",
        description="signs the short-lived tokens that services show each other",
    )
    kafka_bootstrap: str = Field("127.0.0.1:9092", alias="MERIDIAN_KAFKA_BOOTSTRAP")
    kafka_idempotence: bool = Field(
        True,
        alias="MERIDIAN_KAFKA_IDEMPOTENCE",
        description="off only for a broker that has no idempotent producer, as the sandbox's",
    )
    kafka_topic_prefix: str = Field("", alias="MERIDIAN_KAFKA_TOPIC_PREFIX")
    kafka_partitions: int = Field(6, alias="MERIDIAN_KAFKA_PARTITIONS", ge=1)
    kafka_replication: int = Field(1, alias="MERIDIAN_KAFKA_REPLICATION", ge=1)
    kafka_session_seconds: float = Field(
        10,
        alias="MERIDIAN_KAFKA_SESSION_SECONDS",
        ge=1,
        description="after this silence a consumer is taken for dead; the sandbox's broker also"
        " makes each one wait for half of it at the start",
    )
    kafka_fetch_wait_ms: int = Field(
        250,
        alias="MERIDIAN_KAFKA_FETCH_WAIT_MS",
        ge=1,
        description="how long an empty fetch waits; Apache Kafka answers at once when a record"
        " comes, the sandbox's broker looks again only after half of it",
    )
    redis_url: str = Field("redis://127.0.0.1:6379/0", alias="MERIDIAN_REDIS_URL")
    database_pool_size: int = Field(8, alias="MERIDIAN_DATABASE_POOL_SIZE", ge=2)
    host: str = Field("127.0.0.1", alias="MERIDIAN_HOST")
    clock_file: Path | None = Field(
        None, alias="MERIDIAN_CLOCK_FILE", description="the sandbox's movable clock"
    )
    log_level: str = Field("INFO", alias="MERIDIAN_LOG_LEVEL")
    relay_poll_seconds: float = Field(0.1, alias="MERIDIAN_RELAY_POLL_SECONDS", gt=0)
    outbox_kept_days: int = Field(14, alias="MERIDIAN_OUTBOX_KEPT_DAYS", ge=1)
    inbox_kept_days: int = Field(60, alias="MERIDIAN_INBOX_KEPT_DAYS", ge=1)

    @model_validator(mode="after")
    def refuse_default_secrets_in_production(self) -> Self:
        if self.environment is not Environment.PRODUCTION:
            return self
        weak = [
            field.alias or name
            for name, field in type(self).model_fields.items()
            if isinstance(value := getattr(self, name), SecretStr)
            and is_weak(value.get_secret_value())
        ]
        if weak:
            raise ValueError(
                f"production needs a secret of 32 characters or more in {', '.join(sorted(weak))}"
            )
        if self.clock_file is not None:
            raise ValueError("MERIDIAN_CLOCK_FILE moves time and is refused in production")
        return self

    @model_validator(mode="after")
    def keep_the_inbox_longer_than_the_outbox(self) -> Self:
        if self.inbox_kept_days <= self.outbox_kept_days:
            raise ValueError(
                "MERIDIAN_INBOX_KEPT_DAYS must exceed MERIDIAN_OUTBOX_KEPT_DAYS,"
                " or a replay would be taken for news"
            )
        return self


def is_weak(secret: str) -> bool:
    return secret == DEFAULT_SECRET or len(secret) < 32
