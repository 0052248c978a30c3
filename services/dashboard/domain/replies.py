"""Which texts from patients wait for a person."""

from shared.events.replies import Intent

# Everything else was understood and answered; an answer that was not is reported by followup.
FOR_PEOPLE = frozenset({Intent.OTHER, Intent.CANCEL_WISH})


def for_people(intent: Intent) -> bool:
    return intent in FOR_PEOPLE
