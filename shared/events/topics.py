"""Who publishes and who consumes each topic; a contract test holds this to the services."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    publishers: tuple[str, ...]
    consumers: tuple[str, ...]


TOPICS = {
    "clinic.patients": Topic(("booking",), ("notify", "followup", "dashboard")),
    "clinic.merges": Topic(("booking",), ("notify", "followup", "dashboard")),
    "clinic.appointments": Topic(("booking",), ("notify", "followup", "dashboard")),
    "clinic.planning": Topic(("booking",), ("dashboard",)),
    "clinic.intakes": Topic(("booking",), ("followup", "dashboard")),
    "clinic.outreach": Topic(("booking", "followup", "dashboard"), ("notify",)),
    "clinic.messages": Topic(("notify",), ("followup", "dashboard")),
    "clinic.replies": Topic(("notify",), ("booking", "followup", "dashboard")),
    "clinic.checkins": Topic(("followup",), ("notify", "dashboard")),
    "clinic.alerts": Topic(("followup",), ("dashboard",)),
}
