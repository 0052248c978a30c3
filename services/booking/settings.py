"""Booking's configuration."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from shared.settings import DEFAULT_SECRET, ServiceSettings


def _without_slash(url: str) -> str:
    return url.rstrip("/")


class BookingSettings(ServiceSettings):
    database_url: str = Field(
        "postgresql://booking:booking@127.0.0.1:5432/booking",
        alias="MERIDIAN_BOOKING_DATABASE_URL",
    )
    port: int = Field(8000, alias="MERIDIAN_BOOKING_PORT")
    public_url: Annotated[str, AfterValidator(_without_slash)] = Field(
        "http://127.0.0.1:8000",
        alias="MERIDIAN_BOOKING_PUBLIC_URL",
        description="what patients' browsers and texts call this service",
    )
    link_secret: SecretStr = Field(
        SecretStr(DEFAULT_SECRET),
        alias="MERIDIAN_BOOKING_LINK_SECRET",
        description="signs manage links; changing it makes new links, old ones stay valid",
    )
    location: str | None = Field(
        None,
        alias="MERIDIAN_BOOKING_LOCATION",
        description="id of the location whose pages are served; the first one when not set",
    )
