"""Identifiers: UUIDv7, so that newer rows sort after older ones."""

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    return UUID(bytes=uuid_utils.uuid7().bytes)
