"""The dashboard's application, from its parts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg_pool import PoolTimeout
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.live.turns import Turns
from services.dashboard.owners import OwnerAwayError
from services.dashboard.pages.account import account_pages
from services.dashboard.pages.alerts import alert_pages
from services.dashboard.pages.audit import audit_pages
from services.dashboard.pages.booking import booking_pages
from services.dashboard.pages.calendar import calendar_pages
from services.dashboard.pages.care_plans import care_plan_pages
from services.dashboard.pages.classes import class_pages
from services.dashboard.pages.emailing import emailing_pages
from services.dashboard.pages.first_run import first_run_pages
from services.dashboard.pages.gate import Gate, NotSignedInError, to_sign_in
from services.dashboard.pages.inbox import inbox_pages
from services.dashboard.pages.live import live_pages
from services.dashboard.pages.locking import locking_pages
from services.dashboard.pages.merging import merging_pages
from services.dashboard.pages.moving import moving_pages
from services.dashboard.pages.operations import operations_pages
from services.dashboard.pages.outage import database_away
from services.dashboard.pages.packages import package_pages
from services.dashboard.pages.patients import patient_pages
from services.dashboard.pages.phone_proof import phone_proof_pages
from services.dashboard.pages.planning import planning_pages
from services.dashboard.pages.privacy import privacy_pages
from services.dashboard.pages.records import record_pages
from services.dashboard.pages.replies import reply_pages
from services.dashboard.pages.reports import report_pages
from services.dashboard.pages.second_factor import second_factor_pages
from services.dashboard.pages.second_step import second_step_pages
from services.dashboard.pages.series import series_pages
from services.dashboard.pages.series_changes import series_change_pages
from services.dashboard.pages.settings.answers import answer_settings
from services.dashboard.pages.settings.api_keys import api_key_settings, token_exchange
from services.dashboard.pages.settings.away import owner_away
from services.dashboard.pages.settings.calendars import calendar_settings
from services.dashboard.pages.settings.checkins import checkin_settings
from services.dashboard.pages.settings.classes import class_settings
from services.dashboard.pages.settings.demo import demo_settings
from services.dashboard.pages.settings.email import email_settings
from services.dashboard.pages.settings.first_steps import first_step_settings
from services.dashboard.pages.settings.hours import hour_settings
from services.dashboard.pages.settings.index import settings_index
from services.dashboard.pages.settings.office_hours import office_hour_settings
from services.dashboard.pages.settings.on_call import on_call_settings
from services.dashboard.pages.settings.ordering import order_settings
from services.dashboard.pages.settings.phones import phone_settings
from services.dashboard.pages.settings.places import place_settings
from services.dashboard.pages.settings.practice import practice_settings
from services.dashboard.pages.settings.practitioners import practitioner_settings
from services.dashboard.pages.settings.reminders import reminder_settings
from services.dashboard.pages.settings.sending import sending_settings
from services.dashboard.pages.settings.test_texts import test_text_settings
from services.dashboard.pages.settings.texts import text_settings
from services.dashboard.pages.settings.treatments import treatment_settings
from services.dashboard.pages.settings.twilio import twilio_settings
from services.dashboard.pages.settings.webhooks import webhook_settings
from services.dashboard.pages.sheet import sheet_pages
from services.dashboard.pages.sign_in import sign_in_pages, sign_out_pages
from services.dashboard.pages.staff import staff_pages
from services.dashboard.pages.standing import standing_pages
from services.dashboard.pages.talk import talk_pages
from services.dashboard.pages.time_off import time_off_pages
from services.dashboard.pages.today import today_pages
from services.dashboard.pages.visits import visit_pages
from services.dashboard.pages.waiting import waiting_pages
from services.dashboard.pages.wishes import wish_pages
from shared.db import is_outage
from shared.http import Health, new_app
from shared.web import SecurityHeaders, install_error_pages, mount_static

if TYPE_CHECKING:
    from fastapi import FastAPI
    from jinja2 import Environment

    from services.dashboard.live.hints import Hints
    from services.dashboard.pages.desk import Desk
    from shared.telemetry import Metrics


def new_dashboard(desk: "Desk", hints: "Hints", *, health: Health, metrics: "Metrics") -> "FastAPI":
    app = new_app("Meridian dashboard", health=health, metrics=metrics, docs=False)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Turns)
    mount_static(app)
    gate = Gate(desk)
    for router in (
        today_pages(desk, gate),  # what open pages ask for all the time is found first
        live_pages(desk, gate),
        sign_in_pages(desk),
        second_step_pages(desk),
        sign_out_pages(desk, gate),
        locking_pages(desk, gate),
        account_pages(desk, gate),
        second_factor_pages(desk, gate),
        settings_index(desk, gate),
        text_settings(desk, gate),
        sending_settings(desk, gate),
        reminder_settings(desk, gate),
        checkin_settings(desk, gate),
        answer_settings(desk, gate),
        on_call_settings(desk, gate),
        phone_settings(desk, gate),
        office_hour_settings(desk, gate),
        twilio_settings(desk, gate),
        email_settings(desk, gate),
        calendar_settings(desk, gate),
        webhook_settings(desk, gate),
        api_key_settings(desk, gate),
        token_exchange(desk),
        first_run_pages(desk),
        first_step_settings(desk, gate),
        demo_settings(desk, gate),
        test_text_settings(desk, gate),
        practice_settings(desk, gate),
        place_settings(desk, gate),
        treatment_settings(desk, gate),
        practitioner_settings(desk, gate),
        order_settings(desk, gate),
        hour_settings(desk, gate),
        class_settings(desk, gate),
        staff_pages(desk, gate),
        calendar_pages(desk, gate),
        time_off_pages(desk, gate),
        class_pages(desk, gate),
        booking_pages(desk, gate),
        merging_pages(desk, gate),
        moving_pages(desk, gate),  # before the actions, whose address it would match
        waiting_pages(desk, gate),
        visit_pages(desk, gate),
        reply_pages(desk, gate, hints),
        inbox_pages(desk, gate, hints),
        talk_pages(desk, gate),
        alert_pages(desk, gate),
        patient_pages(desk, gate),
        record_pages(desk, gate, hints),
        privacy_pages(desk, gate),
        emailing_pages(desk, gate),
        phone_proof_pages(desk, gate),
        package_pages(desk, gate),
        care_plan_pages(desk, gate),
        series_pages(desk, gate),
        series_change_pages(desk, gate),
        wish_pages(desk, gate),
        planning_pages(desk, gate),
        report_pages(desk, gate),
        sheet_pages(desk, gate),
        audit_pages(desk, gate),
        operations_pages(desk, gate),
        standing_pages(desk, gate),
    ):
        app.include_router(router)
    _add_errors(app, desk)
    return app


def _add_errors(app: "FastAPI", desk: "Desk") -> None:
    def page_for(_: Request) -> tuple["Environment", Mapping[str, Any]]:
        return desk.templates, {"practice": {"name": desk.practice_name}}

    async def not_signed_in(request: Request, error: Exception) -> Response:
        return to_sign_in(request, locked=isinstance(error, NotSignedInError) and error.locked)

    async def outage(request: Request, error: Exception) -> Response:
        if not is_outage(error):
            raise error
        return database_away(desk, request)

    for away in (psycopg.OperationalError, PoolTimeout):
        app.add_exception_handler(away, outage)
    install_error_pages(app, "base_staff.html", page_for)
    app.add_exception_handler(NotSignedInError, not_signed_in)

    async def answers_not(request: Request, error: Exception) -> Response:
        return await owner_away(desk, request, str(error))

    app.add_exception_handler(OwnerAwayError, answers_not)
