"""What the mail sink reads from the environment (`MERIDIAN_MAILS_...`)."""

from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class MailsSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="MERIDIAN_MAILS_")

    host: str = "127.0.0.1"
    port: int = Field(default=8008, ge=0, le=65535, description="of the page")
    smtp_port: int = Field(default=8009, ge=0, le=65535)
    data_directory: Path = Path(".meridian/mails")
    clock_file: Path | None = None
    zone: ZoneInfo = ZoneInfo("America/Los_Angeles")
