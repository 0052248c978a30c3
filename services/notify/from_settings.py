"""What the settings say, as the parts of the service know it."""

from zoneinfo import ZoneInfo

from redis.asyncio import Redis

from services.notify.carrier import Limits, SharedPace, Twilio
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.stranger import Stranger
from services.notify.handlers.first_aid import FirstAid
from services.notify.handlers.situations import Rules
from services.notify.handlers.store_reply import StoreReply
from services.notify.jurisdictions import load_texting_hours
from services.notify.settings import NotifySettings
from services.notify.word_lists import load_red_flags, load_sayings


def new_carrier(settings: NotifySettings) -> Twilio:
    return Twilio(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_sender,
        status_url=f"{settings.public_url.rstrip('/')}/twilio/status",
        timeout_seconds=settings.twilio_timeout_seconds,
        api_url=settings.twilio_api_url or None,
    )


def new_pace(redis: Redis, settings: NotifySettings) -> SharedPace:
    limits = Limits(settings.segments_a_second, settings.carrier_calls_at_once, settings.replicas)
    return SharedPace(redis, settings.twilio_sender, limits)


def new_rules(settings: NotifySettings) -> Rules:
    allowed = AllowedPhones(settings.allowed_patterns)
    return Rules(new_hours(settings), allowed, ZoneInfo(settings.time_zone))


def new_hours(settings: NotifySettings) -> TextingHours:
    return load_texting_hours(settings.jurisdiction, settings.time_zone)


def new_stranger(settings: NotifySettings) -> Stranger:
    return Stranger(settings.phone_hash_key.get_secret_value())


def new_store_reply(settings: NotifySettings) -> StoreReply:
    first_aid = FirstAid(load_red_flags(), new_stranger(settings), settings.clinic_phone)
    return StoreReply(first_aid, load_sayings())
