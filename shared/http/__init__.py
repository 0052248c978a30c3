"""What every service's HTTP side has: problem JSON, health, metrics, measured requests."""

from shared.http.app import Health, new_app
from shared.http.problems import Problem

__all__ = ["Health", "Problem", "new_app"]
