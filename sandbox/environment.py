"""What each process of the sandbox is told through its environment."""

import json
from collections.abc import Mapping

from sandbox.credentials import Credentials
from sandbox.layout import PRACTICE, Layout
from sandbox.program import clean_environment
from sandbox.servers.ports import LOOPBACK
from sandbox.servers.postgres import Postgres
from sandbox.servers.tansu import Tansu
from sandbox.servers.valkey import Valkey
from shared.settings import ServiceSettings

CLINIC_NUMBER = "+13105550100"
# As many as Tansu gives a topic that is asked for before it was created.
PARTITIONS = 4
MESSAGING_SERVICE = "MG" + "5" * 32


def postgres(layout: Layout, credentials: Credentials) -> Postgres:
    return Postgres(layout.home / "postgres", layout.port("postgres"), credentials.postgres_admin)


def valkey(layout: Layout) -> Valkey:
    return Valkey(layout.home / "valkey", layout.port("valkey"))


def kafka(layout: Layout) -> Tansu:
    return Tansu(layout.port("kafka"))


def kafka_settings(layout: Layout) -> ServiceSettings:
    return ServiceSettings(
        kafka_bootstrap=kafka(layout).bootstrap,
        kafka_idempotence=False,
        kafka_partitions=PARTITIONS,
    )


def database_url(layout: Layout, credentials: Credentials, service: str) -> str:
    password = credentials.database(service)
    return f"postgresql://{service}:{password}@{LOOPBACK}:{layout.port('postgres')}/{service}"


def of_service(layout: Layout, credentials: Credentials, service: str) -> Mapping[str, str]:
    """What all services share, and this one's own values."""
    return {
        **clean_environment(),
        **_shared(layout, credentials),
        **_OWN[service](layout, credentials),
        f"MERIDIAN_{service.upper()}_DATABASE_URL": database_url(layout, credentials, service),
        f"MERIDIAN_{service.upper()}_PORT": str(layout.port(service)),
        f"MERIDIAN_{service.upper()}_PUBLIC_URL": layout.url(service),
    }


def _booking(layout: Layout, credentials: Credentials) -> Mapping[str, str]:
    return {
        "MERIDIAN_BOOKING_LINK_SECRET": credentials.link_secret,
        "MERIDIAN_BOOKING_NUMBERS_URL": layout.url("followup", "/mine"),
        "MERIDIAN_BOOKING_OFFER_EMAIL": "true",
    }


def _notify(layout: Layout, credentials: Credentials) -> Mapping[str, str]:
    return {
        "MERIDIAN_NOTIFY_TWILIO_ACCOUNT_SID": credentials.carrier_account,
        "MERIDIAN_NOTIFY_TWILIO_AUTH_TOKEN": credentials.carrier_token,
        "MERIDIAN_NOTIFY_TWILIO_SENDER": CLINIC_NUMBER,
        "MERIDIAN_NOTIFY_TWILIO_API_URL": layout.url("phones"),
        "MERIDIAN_NOTIFY_PHONE_HASH_KEY": credentials.phone_hash_key,
        "MERIDIAN_NOTIFY_SMTP_HOST": LOOPBACK,
        "MERIDIAN_NOTIFY_SMTP_PORT": str(layout.port("smtp")),
        "MERIDIAN_NOTIFY_SMTP_SECURITY": "none",
        "MERIDIAN_NOTIFY_MAIL_PAGES_URL": layout.url("notify"),
    }


def _followup(_: Layout, __: Credentials) -> Mapping[str, str]:
    practice = json.loads(PRACTICE.read_text("utf-8"))
    return {
        "MERIDIAN_FOLLOWUP_PRACTICE_NAME": practice["name"],
        "MERIDIAN_FOLLOWUP_PRACTICE_PHONE": practice["locations"][0]["phone"],
    }


def _dashboard(layout: Layout, credentials: Credentials) -> Mapping[str, str]:
    location = json.loads(PRACTICE.read_text("utf-8"))["locations"][0]
    return {
        "MERIDIAN_DASHBOARD_PRACTICE_NAME": location["text_name"],
        "MERIDIAN_DASHBOARD_TIME_ZONE": location["time_zone"],
        "MERIDIAN_DASHBOARD_SESSION_SECRET": credentials.session_secret,
        "MERIDIAN_BOOKING_INTERNAL_URL": layout.url("booking"),
        "MERIDIAN_FOLLOWUP_INTERNAL_URL": layout.url("followup"),
        "MERIDIAN_NOTIFY_INTERNAL_URL": layout.url("notify"),
    }


_OWN = {"booking": _booking, "notify": _notify, "followup": _followup, "dashboard": _dashboard}


def of_phones(layout: Layout, credentials: Credentials) -> Mapping[str, str]:
    return {
        **clean_environment(),
        "MERIDIAN_PHONES_PORT": str(layout.port("phones")),
        "MERIDIAN_PHONES_ACCOUNT_SID": credentials.carrier_account,
        "MERIDIAN_PHONES_AUTH_TOKEN": credentials.carrier_token,
        "MERIDIAN_PHONES_MESSAGING_SERVICE_SID": MESSAGING_SERVICE,
        "MERIDIAN_PHONES_NUMBER": CLINIC_NUMBER,
        "MERIDIAN_PHONES_PUBLIC_BASE_URL": layout.url("phones"),
        "MERIDIAN_PHONES_INBOUND_WEBHOOK_URL": layout.url("notify", "/twilio/inbound#rc=5&rp=all"),
        "MERIDIAN_PHONES_DATA_FILE": str(layout.home / "phones.sqlite"),
        "MERIDIAN_PHONES_CLOCK_FILE": str(layout.clock_file),
    }


def of_mails(layout: Layout) -> Mapping[str, str]:
    return {
        **clean_environment(),
        "MERIDIAN_MAILS_PORT": str(layout.port("mails")),
        "MERIDIAN_MAILS_SMTP_PORT": str(layout.port("smtp")),
        "MERIDIAN_MAILS_DATA_DIRECTORY": str(layout.home / "mails"),
        "MERIDIAN_MAILS_CLOCK_FILE": str(layout.clock_file),
    }


def _shared(layout: Layout, credentials: Credentials) -> Mapping[str, str]:
    return {
        "MERIDIAN_ENVIRONMENT": "sandbox",
        "MERIDIAN_SERVICE_SECRET": credentials.service_secret,
        "MERIDIAN_KAFKA_BOOTSTRAP": kafka(layout).bootstrap,
        "MERIDIAN_KAFKA_IDEMPOTENCE": "false",  # Tansu has no idempotent producer
        "MERIDIAN_KAFKA_PARTITIONS": str(PARTITIONS),
        "MERIDIAN_KAFKA_SESSION_SECONDS": "4",  # Tansu keeps who joins a group waiting for half
        "MERIDIAN_KAFKA_FETCH_WAIT_MS": "100",
        "MERIDIAN_REDIS_URL": valkey(layout).url,
        "MERIDIAN_CLOCK_FILE": str(layout.clock_file),
    }
