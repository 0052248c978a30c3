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
        description="signs manage links and makes webhooks' secrets; changing it makes new links, old"
        " ones stay valid, and gives every webhook another secret",
    )
    numbers_url: str = Field(
        "",
        alias="MERIDIAN_BOOKING_NUMBERS_URL",
        description="followup's page of a patient's own numbers, without a slash at its end; the"
        " page of a visit that is over leads there",
    )
    free_tries: int = Field(
        5,
        alias="MERIDIAN_BOOKING_FREE_TRIES",
        ge=1,
        description="tries to book in 10 minutes, of one phone and of one network address, before "
        "a proof of work is asked for",
    )
    most_tries: int = Field(
        20,
        alias="MERIDIAN_BOOKING_MOST_TRIES",
        ge=1,
        description="tries in 10 minutes after which only the clinic's phone helps",
    )
    offer_email: bool = Field(
        False,
        alias="MERIDIAN_BOOKING_OFFER_EMAIL",
        description="ask for an e-mail address: only where notify has a mail server",
    )
    location: str | None = Field(
        None,
        alias="MERIDIAN_BOOKING_LOCATION",
        description="id of the location whose pages are served; the first one when not set",
    )
