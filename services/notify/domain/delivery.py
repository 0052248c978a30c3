"""What the carrier says about a text on its way, and which word counts when they arrive muddled."""

from shared.events.messages import TextState

# Callbacks come unordered, twice or never, without a time: only a higher rank moves a text
# (Twilio, message status values).
_RANKS = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
    "read": 5,
}
_FAILURES = frozenset({"undelivered", "failed", "canceled"})
_STATES = {
    "sent": TextState.SENT,
    "delivered": TextState.DELIVERED,
    "read": TextState.DELIVERED,
}


def moves_on(known: str | None, heard: str) -> bool:
    """Whether `heard` is news. An unknown word never is; the first final word stays."""
    if known in _FAILURES or heard not in _RANKS:
        return False
    return known is None or _RANKS[heard] > _RANKS.get(known, -1)


def is_failure(status: str) -> bool:
    return status in _FAILURES


def state_of(status: str) -> TextState:
    """For a status that is no failure."""
    return _STATES.get(status, TextState.ACCEPTED)
