"""What notify reads from the environment."""

from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, model_validator

from services.notify.carrier.smtp import MailServer, Security
from shared.settings import DEFAULT_SECRET, Environment, ServiceSettings

SIMULATOR_ACCOUNT = "AC" + "5" * 32
# The numbers reserved for fiction in the demo practice's area code.
SIMULATOR_PHONES = "+1310555*"
# Domains reserved for examples and tests (RFC 2606).
EXAMPLE_ADDRESSES = "*@example.com,*@example.net,*@example.org,*.example,*.test"


class NotifySettings(ServiceSettings):
    database_url: str = Field(
        "postgresql://notify@127.0.0.1:5432/notify", alias="MERIDIAN_NOTIFY_DATABASE_URL"
    )
    port: int = Field(8001, alias="MERIDIAN_NOTIFY_PORT")
    public_url: str = Field(
        "http://127.0.0.1:8001",
        alias="MERIDIAN_NOTIFY_PUBLIC_URL",
        description="as the carrier calls it: scheme and host, and what a proxy puts before /twilio",
    )
    twilio_account_sid: str = Field(SIMULATOR_ACCOUNT, alias="MERIDIAN_NOTIFY_TWILIO_ACCOUNT_SID")
    twilio_auth_token: SecretStr = Field(
        SecretStr("development-only"), alias="MERIDIAN_NOTIFY_TWILIO_AUTH_TOKEN"
    )
    twilio_next_auth_token: SecretStr | None = Field(
        None,
        alias="MERIDIAN_NOTIFY_TWILIO_NEXT_AUTH_TOKEN",
        description="also accepted on webhooks, while the token is being changed",
    )
    twilio_sender: str = Field(
        "+13105550100",
        alias="MERIDIAN_NOTIFY_TWILIO_SENDER",
        description="our number (E.164) or the sid of a messaging service (MG...)",
    )
    twilio_api_url: str | None = Field(
        "http://127.0.0.1:8004",
        alias="MERIDIAN_NOTIFY_TWILIO_API_URL",
        description="the phone simulator; empty for Twilio itself",
    )
    twilio_timeout_seconds: float = Field(
        10, alias="MERIDIAN_NOTIFY_TWILIO_TIMEOUT_SECONDS", gt=0, le=30
    )
    clinic_phone: str = Field(
        "310-555-0100",
        alias="MERIDIAN_NOTIFY_CLINIC_PHONE",
        description="as people dial it: for strangers, and for while the database is away",
    )
    sends_at_once: int = Field(32, alias="MERIDIAN_NOTIFY_SENDS_AT_ONCE", ge=1)
    segments_a_second: float = Field(
        20,
        alias="MERIDIAN_NOTIFY_SEGMENTS_A_SECOND",
        gt=0,
        description="what the carrier lets the sender do, over all replicas",
    )
    carrier_calls_at_once: int = Field(
        100,
        alias="MERIDIAN_NOTIFY_CARRIER_CALLS_AT_ONCE",
        ge=1,
        description="over all replicas",
    )
    replicas: int = Field(
        1,
        alias="MERIDIAN_NOTIFY_REPLICAS",
        ge=1,
        description="among how many the limits are divided while Redis is away",
    )
    poll_seconds: float = Field(0.5, alias="MERIDIAN_NOTIFY_POLL_SECONDS", gt=0)
    allowed_phones: str = Field(
        SIMULATOR_PHONES,
        alias="MERIDIAN_NOTIFY_ALLOWED_PHONES",
        description="outside production nobody else is texted: patterns with *, comma-separated",
    )
    phone_hash_key: SecretStr = Field(
        SecretStr(DEFAULT_SECRET),
        alias="MERIDIAN_NOTIFY_PHONE_HASH_KEY",
        description="names phones of strangers without giving them away",
    )
    time_zone: str = Field(
        "America/Los_Angeles",
        alias="MERIDIAN_NOTIFY_TIME_ZONE",
        description="of a patient of whom neither zone nor visit is known",
    )

    smtp_host: str | None = Field(
        None,
        alias="MERIDIAN_NOTIFY_SMTP_HOST",
        description="the mail server for patients without texts; without it nobody is e-mailed",
    )
    smtp_port: int = Field(587, alias="MERIDIAN_NOTIFY_SMTP_PORT")
    smtp_security: Security = Field(Security.STARTTLS, alias="MERIDIAN_NOTIFY_SMTP_SECURITY")
    smtp_user: str | None = Field(None, alias="MERIDIAN_NOTIFY_SMTP_USER")
    smtp_password: SecretStr | None = Field(None, alias="MERIDIAN_NOTIFY_SMTP_PASSWORD")
    smtp_timeout_seconds: float = Field(
        60,
        alias="MERIDIAN_NOTIFY_SMTP_TIMEOUT_SECONDS",
        gt=0,
        le=300,
        description="for all of one e-mail",
    )
    mail_sender: str = Field(
        "visits@clinic.example",
        alias="MERIDIAN_NOTIFY_MAIL_SENDER",
        description="the address e-mails come from",
        pattern=r"^[^@\s]+@[^@\s]+$",
    )
    mail_pages_url: str = Field(
        "http://127.0.0.1:8001",
        alias="MERIDIAN_NOTIFY_MAIL_PAGES_URL",
        description="where patients reach /mail, the page behind the link in a reminder",
    )
    allowed_addresses: str = Field(
        EXAMPLE_ADDRESSES,
        alias="MERIDIAN_NOTIFY_ALLOWED_ADDRESSES",
        description="outside production nobody else is e-mailed: patterns with *, comma-separated",
    )

    jurisdiction: str = Field(
        "US-CA",
        alias="MERIDIAN_NOTIFY_JURISDICTION",
        description="where the clinic is: the state whose texting hours hold for who lives by its"
        " clock",
        pattern=r"^US(-[A-Z]{2})?$",
    )

    @property
    def allowed_patterns(self) -> list[str] | None:
        """None: everybody."""
        return self._patterns(self.allowed_phones)

    @property
    def allowed_address_patterns(self) -> list[str] | None:
        """None: everybody."""
        return self._patterns(self.allowed_addresses)

    @property
    def mail_server(self) -> MailServer | None:
        if not self.smtp_host:
            return None
        return MailServer(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            sender=self.mail_sender,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value() if self.smtp_password else None,
            timeout_seconds=self.smtp_timeout_seconds,
        )

    def _patterns(self, listed: str) -> list[str] | None:
        if self.environment is Environment.PRODUCTION:
            return None
        return [pattern.strip() for pattern in listed.split(",") if pattern.strip()]

    @property
    def webhook_tokens(self) -> list[str]:
        tokens = [self.twilio_auth_token, self.twilio_next_auth_token]
        return [token.get_secret_value() for token in tokens if token]

    @model_validator(mode="after")
    def refuse_what_cannot_work(self) -> Self:
        ZoneInfo(self.time_zone)
        address = urlsplit(self.public_url)
        if not address.hostname or "_" in address.hostname or address.query or address.fragment:
            raise ValueError(
                "MERIDIAN_NOTIFY_PUBLIC_URL must be a plain address without underscores"
            )
        return self

    @model_validator(mode="after")
    def require_a_real_carrier_in_production(self) -> Self:
        if self.environment is not Environment.PRODUCTION:
            return self
        if self.twilio_account_sid == SIMULATOR_ACCOUNT:
            raise ValueError("production needs MERIDIAN_NOTIFY_TWILIO_ACCOUNT_SID")
        if self.twilio_api_url:
            raise ValueError("MERIDIAN_NOTIFY_TWILIO_API_URL must be empty in production")
        if not self.public_url.startswith("https://"):
            raise ValueError("MERIDIAN_NOTIFY_PUBLIC_URL must be https in production")
        return self

    @model_validator(mode="after")
    def require_a_safe_mail_server_in_production(self) -> Self:
        if self.environment is not Environment.PRODUCTION or not self.smtp_host:
            return self
        if self.smtp_security is Security.NONE:
            raise ValueError("MERIDIAN_NOTIFY_SMTP_SECURITY must be starttls or tls in production")
        if not self.mail_pages_url.startswith("https://"):
            raise ValueError("MERIDIAN_NOTIFY_MAIL_PAGES_URL must be https in production")
        return self
