"""The booking service of the integration tests, for a real browser."""

from tests.support.booking import booking

__all__ = ["booking"]
