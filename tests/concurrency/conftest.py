"""A booking service for each test."""

from tests.support.booking import booking

__all__ = ["booking"]
