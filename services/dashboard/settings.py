"""What the dashboard reads from the environment."""

from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, model_validator

from shared.settings import DEFAULT_SECRET, Environment, ServiceSettings

# The practice's name until somebody says one.
UNNAMED = "Your practice"


class DashboardSettings(ServiceSettings):
    database_url: str = Field(
        "postgresql://dashboard@127.0.0.1:5432/dashboard", alias="MERIDIAN_DASHBOARD_DATABASE_URL"
    )
    port: int = Field(8003, alias="MERIDIAN_DASHBOARD_PORT")
    public_url: str = Field(
        "http://127.0.0.1:8003",
        alias="MERIDIAN_DASHBOARD_PUBLIC_URL",
        description="where staff open it; with https, cookies go over https only",
    )
    session_secret: SecretStr = Field(
        SecretStr(DEFAULT_SECRET),
        alias="MERIDIAN_DASHBOARD_SESSION_SECRET",
        description="keys the sessions' names in Redis and the forms' tokens",
    )
    session_idle_minutes: int = Field(30, alias="MERIDIAN_DASHBOARD_SESSION_IDLE_MINUTES", ge=1)
    session_longest_hours: int = Field(12, alias="MERIDIAN_DASHBOARD_SESSION_LONGEST_HOURS", ge=1)
    booking_url: str = Field("http://127.0.0.1:8000", alias="MERIDIAN_BOOKING_INTERNAL_URL")
    followup_url: str = Field("http://127.0.0.1:8002", alias="MERIDIAN_FOLLOWUP_INTERNAL_URL")
    notify_url: str = Field("http://127.0.0.1:8001", alias="MERIDIAN_NOTIFY_INTERNAL_URL")
    owner_timeout_seconds: float = Field(
        3.0,
        alias="MERIDIAN_DASHBOARD_OWNER_TIMEOUT_SECONDS",
        gt=0,
        description="how long a button waits for the service that owns the visit or the alert",
    )
    segment_price_usd: Decimal = Field(
        Decimal("0.0108"),
        alias="MERIDIAN_DASHBOARD_SEGMENT_PRICE_USD",
        ge=0,
        description="what the carrier's invoice says of one segment, for the report of costs",
    )
    practice_name: str = Field(
        UNNAMED,
        alias="MERIDIAN_DASHBOARD_PRACTICE_NAME",
        description="at the top of every page until booking has a practice; production must say it",
    )
    time_zone: ZoneInfo = Field(
        ZoneInfo("America/Los_Angeles"),
        alias="MERIDIAN_DASHBOARD_TIME_ZONE",
        description="of the practice, until booking has one; production must say it",
    )

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @model_validator(mode="after")
    def refuse_plain_http_in_production(self) -> Self:
        if self.environment is Environment.PRODUCTION and not self.secure_cookies:
            raise ValueError("production needs https in MERIDIAN_DASHBOARD_PUBLIC_URL")
        return self

    @model_validator(mode="after")
    def refuse_a_practice_without_name_or_zone_in_production(self) -> Self:
        said = self.model_fields_set if self.practice_name.strip() else set()
        if (
            self.environment is Environment.PRODUCTION
            and not {"practice_name", "time_zone"} <= said
        ):
            raise ValueError(
                "production needs MERIDIAN_DASHBOARD_PRACTICE_NAME and MERIDIAN_DASHBOARD_TIME_ZONE"
            )
        return self
