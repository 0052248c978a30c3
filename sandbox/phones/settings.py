"""What the phone simulator reads from the environment (`MERIDIAN_PHONES_...`)."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

E164 = Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{6,14}$")]


class PhonesSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="MERIDIAN_PHONES_")

    host: str = "127.0.0.1"
    port: int = Field(default=8004, ge=1, le=65535)
    account_sid: str = Field(default="AC" + "5" * 32, pattern=r"^AC[0-9a-fA-F]{32}$")
    auth_token: str = Field(default="development-only", min_length=1)
    messaging_service_sid: str = Field(default="MG" + "5" * 32, pattern=r"^MG[0-9a-fA-F]{32}$")
    number: E164 = "+13105550100"
    inbound_webhook_url: str = "http://127.0.0.1:8001/twilio/inbound"
    inbound_fallback_url: str | None = None
    public_base_url: str = "http://127.0.0.1:8004"
    data_file: Path = Path(".meridian/phones.sqlite")
    clock_file: Path | None = None
    zone: ZoneInfo = ZoneInfo("America/Los_Angeles")
    step_seconds: float = Field(default=0.04, ge=0, description="between two delivery states")
