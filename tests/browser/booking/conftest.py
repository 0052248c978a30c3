"""The booking service served to a real browser."""

from tests.support.booking import booking

__all__ = ["booking"]
