"""The application, from what it needs."""

from fastapi import FastAPI

from services.followup.api.alerts import alerts_router
from services.followup.api.calls import calls_router
from services.followup.api.duty import duty_router
from services.followup.api.exports import exports_router
from services.followup.api.plans import plans_router
from services.followup.api.privacy import privacy_router
from services.followup.api.results import results_router
from services.followup.api.series import series_router
from services.followup.api.sheet import sheet_router
from services.followup.api.told import told_router
from shared.clock import Clock
from shared.db import Database
from shared.http import Health, new_app
from shared.http.access import Access
from shared.telemetry import Metrics


def staff_app(
    db: Database, clock: Clock, *, secret: str, health: Health, metrics: Metrics
) -> FastAPI:
    app = new_app("Meridian followup", health=health, metrics=metrics)
    access = Access("followup", secret, clock)
    app.include_router(alerts_router(db, clock, access), prefix="/staff/v1")
    app.include_router(calls_router(db, clock, access), prefix="/staff/v1")
    app.include_router(duty_router(db, clock, access), prefix="/staff/v1")
    app.include_router(exports_router(db, access), prefix="/staff/v1")
    app.include_router(plans_router(db, clock, access), prefix="/staff/v1")
    app.include_router(privacy_router(db, clock, access), prefix="/staff/v1")
    app.include_router(told_router(db, clock, access), prefix="/staff/v1")
    app.include_router(results_router(db, access), prefix="/staff/v1")
    app.include_router(sheet_router(db, clock, access), prefix="/staff/v1")
    app.include_router(series_router(db, access), prefix="/staff/v1")
    return app
