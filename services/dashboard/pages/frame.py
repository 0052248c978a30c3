"""What stands around the content of a page: navigation, who is signed in, the live stream."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import HTMLResponse

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor
from services.dashboard.pages.settings.sections import INDEX, roles_served
from services.dashboard.store import alerts, merges, planned, replies
from shared.auth import Role
from shared.db import Connection

# Fewer are on their way at any busy moment.
BEHIND = 200


async def frame(
    desk: Desk,
    conn: Connection,
    visitor: Visitor,
    *,
    current: str = "",
    patient_id: str | None = None,
) -> dict[str, Any]:
    """`current` is the address of the navigation's current item. The stream is told what the page
    already knows, so that what changes between now and its opening is not missed.
    """
    watched: dict[str, str | list[str]] = {"last_event_id": desk.hub.latest}
    if patient_id:
        watched["patient"] = await merges.list_records(conn, patient_id)
    return {
        "practice": {"name": desk.practice_name},
        "nav": await navigation(conn, visitor, current),
        "current": current,
        "visitor": visitor,
        "csrf_token": visitor.csrf_token,
        "now": desk.clock.now(),
        **standing(desk),
        "idle_seconds": int(desk.sessions.idle.total_seconds()),
        "live_url": f"/live?{urlencode(watched, doseq=True)}",
    }


def standing(desk: Desk) -> dict[str, Any]:
    """What the desk should know about its own news."""
    behind = desk.operations.behind()
    return {
        "away": desk.neighbours.away,
        "behind": behind if behind > BEHIND else 0,
        "no_news_since": desk.operations.broker_lost_at(),
        "installation": desk.neighbours.installation,
    }


async def navigation(conn: Connection, visitor: Visitor, current: str) -> list[dict[str, Any]]:
    items = [
        ("Today", "/", "clock", 0),
        ("Calendar", "/calendar", "calendar", 0),
        ("Inbox", "/inbox", "inbox", await replies.count_unread(conn)),
        ("Alerts", "/alerts", "bell", await alerts.count_open(conn)),
        ("Waitlist", "/waitlist", "waiting", await planned.count_calls(conn)),
        ("Reports", "/reports", "chart", 0),
    ]
    if visitor.staff.role is Role.OWNER:
        items += [
            ("Operations", "/operations", "alert", 0),
            ("Audit", "/audit", "info", 0),
        ]
    if visitor.staff.role in roles_served():
        items.append(("Settings", INDEX, "gear", 0))
    return [
        {"label": label, "href": href, "icon": icon, "count": count, "current": href == current}
        for label, href, icon, count in items
    ]


def page(desk: Desk, name: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    return HTMLResponse(desk.templates.get_template(name).render(context), status)
