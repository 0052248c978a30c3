"""What followup reads from the environment."""

from pydantic import Field

from shared.settings import ServiceSettings


class FollowupSettings(ServiceSettings):
    database_url: str = Field(
        "postgresql://followup:followup@127.0.0.1:5432/followup",
        alias="MERIDIAN_FOLLOWUP_DATABASE_URL",
    )
    port: int = Field(8002, alias="MERIDIAN_FOLLOWUP_PORT")
    due_poll_seconds: float = Field(
        1.0,
        alias="MERIDIAN_FOLLOWUP_DUE_POLL_SECONDS",
        gt=0,
        description="how often due and expired check-ins are looked for",
    )
