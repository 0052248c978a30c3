"""The staff API, spoken by dashboard for a member of staff."""

from services.followup.api.app import staff_app

__all__ = ["staff_app"]
