"""Events leave with the transaction that caused them: a row now, a Kafka record soon after."""

from shared.outbox.store import BELL, INSERT, add, add_tombstone, columns

__all__ = ["BELL", "INSERT", "add", "add_tombstone", "columns"]
