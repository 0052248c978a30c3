"""The one page that patients reach here: the way to have no more reminders by e-mail."""

from services.notify.pages.app import PagesMount, create_pages

__all__ = ["PagesMount", "create_pages"]
