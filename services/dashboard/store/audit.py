"""The audit log: who saw or did what. Rows are only ever added."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.db import Connection

# A page that stays open is one look at a record, however often its parts are brought up to date.
ONE_LOOK = timedelta(minutes=15)


class Audited(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    UNLOCKED = "unlocked"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - what was done, not a password
    PASSWORD_RESET = "password_reset"  # noqa: S105
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODE_USED = "recovery_code_used"
    DAY_VIEWED = "day_viewed"
    CALENDAR_VIEWED = "calendar_viewed"
    PATIENT_VIEWED = "patient_viewed"
    PATIENTS_MERGED = "patients_merged"
    PATIENTS_UNMERGED = "patients_unmerged"
    PATIENT_NOTED = "patient_noted"
    PATIENT_EXPORTED = "patient_exported"
    PATIENT_ERASED = "patient_erased"
    EMAILS_STOPPED = "emails_stopped"
    HOLD_CHANGED = "hold_changed"
    PHONE_CODE_ASKED = "phone_code_asked"
    PHONE_CODE_TYPED = "phone_code_typed"
    PACKAGE_CHANGED = "package_changed"
    CARE_PLAN_CHANGED = "care_plan_changed"
    SERIES_CHANGED = "series_changed"
    PATIENTS_SEARCHED = "patients_searched"
    ALERTS_VIEWED = "alerts_viewed"
    INBOX_VIEWED = "inbox_viewed"
    TEXT_REQUESTED = "text_requested"
    REPLY_READ = "reply_read"
    REPLY_CORRECTED = "reply_corrected"
    THREAD_ASSIGNED = "thread_assigned"
    THREAD_NOTED = "thread_noted"
    VISIT_CHANGED = "visit_changed"
    VISIT_MOVED = "visit_moved"
    VISIT_BOOKED = "visit_booked"
    VISIT_CANCELLED = "visit_cancelled"
    TIME_OFF_CHANGED = "time_off_changed"
    NEW_TIMES_OFFERED = "new_times_offered"
    VISIT_KEPT = "visit_kept"
    TASK_FINISHED = "task_finished"
    CALL_FINISHED = "call_finished"
    ALERT_CHANGED = "alert_changed"
    REFUSED = "refused"
    AUDIT_VIEWED = "audit_viewed"
    AUDIT_EXPORTED = "audit_exported"
    WAITLIST_VIEWED = "waitlist_viewed"
    WAITLIST_CHANGED = "waitlist_changed"
    REPORT_VIEWED = "report_viewed"
    REPORT_EXPORTED = "report_exported"
    STAFF_ADDED = "staff_added"
    DEAD_LETTER_VIEWED = "dead_letter_viewed"
    DEAD_LETTER_REPLAYED = "dead_letter_replayed"
    SWITCHED = "switched"
    SETTING_CHANGED = "setting_changed"
    INSTALLATION_TAKEN = "installation_taken"
    DEMO_LOADED = "demo_loaded"
    DEMO_REMOVED = "demo_removed"
    API_KEY_MADE = "api_key_made"
    API_KEY_USED = "api_key_used"
    API_KEY_REVOKED = "api_key_revoked"
    STAFF_VIEWED = "staff_viewed"
    ROLE_CHANGED = "role_changed"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"


async def add(
    conn: Connection,
    action: Audited,
    *,
    staff_id: str | None,
    at: datetime,
    patient_id: str | None = None,
    subject: str | None = None,
) -> None:
    """`subject` is an id, a date or a word of ours; never what a patient is, has or said."""
    await conn.execute(
        """insert into audit_entry (at, staff_id, action, patient_id, subject)
           values (%s, %s, %s, %s, %s)""",
        (at, staff_id, action, patient_id, subject),
    )


async def add_look(
    conn: Connection,
    action: Audited,
    *,
    staff_id: str,
    at: datetime,
    patient_id: str | None = None,
    subject: str | None = None,
) -> None:
    """For the parts of an open page: recorded unless it belongs to a look already recorded."""
    cursor = await conn.execute(
        """select 1 from audit_entry
           where staff_id = %s and action = %s and at > %s
             and patient_id is not distinct from %s and subject is not distinct from %s limit 1""",
        (staff_id, action, at - ONE_LOOK, patient_id, subject),
    )
    if await cursor.fetchone() is None:
        await add(conn, action, staff_id=staff_id, at=at, patient_id=patient_id, subject=subject)
