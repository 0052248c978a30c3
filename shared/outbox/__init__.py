"""Events leave with the transaction that caused them: a row now, a Kafka record soon after."""

from shared.outbox.store import add, add_tombstone

__all__ = ["add", "add_tombstone"]
