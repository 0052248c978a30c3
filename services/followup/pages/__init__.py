"""The patient's own page: their numbers, in their language, behind a code by text."""

from services.followup.pages.app import PagesMount, create_pages
from services.followup.pages.frame import Practice

__all__ = ["PagesMount", "Practice", "create_pages"]
