"""What a text may say of a visit. Never the treatment."""

from zoneinfo import ZoneInfo

from services.notify.texts.wall_clock import wall_clock
from shared.events.appointments import Location, Visit


def clinic_values(location: Location) -> dict[str, str]:
    return {"clinic": location.text_name, "phone": location.phone}


def visit_values(visit: Visit, reader_zone: ZoneInfo | None, language: str) -> dict[str, str]:
    zone = ZoneInfo(visit.location.time_zone)
    return {
        **clinic_values(visit.location),
        "when": wall_clock(visit.starts_at, zone, reader_zone=reader_zone, language=language),
        "practitioner": visit.practitioner.name,
        "link": visit.manage_url,
    }
