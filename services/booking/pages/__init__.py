"""The patient's pages: one thing each, whole without JavaScript."""

from services.booking.pages.app import create_pages

__all__ = ["create_pages"]
