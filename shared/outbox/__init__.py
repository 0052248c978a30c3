"""Events leave with the transaction that caused them: a row now, a Kafka record soon after."""

from shared.outbox.store import add

__all__ = ["add"]
