"""The contracts between the services: what is published, on which topic, in which words."""

from shared.events.base import Event, Part, Received, event_types

__all__ = ["Event", "Part", "Received", "event_types"]
