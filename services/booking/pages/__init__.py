"""The patient's pages: one thing each, whole without JavaScript."""

from services.booking.pages.app import PagesMount, create_pages

__all__ = ["PagesMount", "create_pages"]
