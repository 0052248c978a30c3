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
    public_url: str = Field(
        "http://127.0.0.1:8002",
        alias="MERIDIAN_FOLLOWUP_PUBLIC_URL",
        description="as patients reach their own page: scheme and host; cookies go over https alone"
        " when it says so",
    )
    practice_name: str = Field(
        "Meridian",
        alias="MERIDIAN_FOLLOWUP_PRACTICE_NAME",
        description="as the patient's own page names the practice",
    )
    practice_phone: str = Field(
        "310-555-0100",
        alias="MERIDIAN_FOLLOWUP_PRACTICE_PHONE",
        description="as people dial it, on the patient's own page",
    )
