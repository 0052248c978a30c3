"""What the owners show to the settings pages, for the fakes that play them."""

from typing import Any

from tests.support.booking import demo_practice
from tests.support.facts import NOW

AT = NOW.isoformat()
REMINDER = {
    "language": "en",
    "kind": "reminder",
    "version": 1,
    "variants": ["{clinic}: visit {when}."],
    "values": ["clinic", "phone", "when"],
    "saved_by": "someone",
    "saved_at": AT,
}
CHECKED = {
    "may_be_saved": True,
    "marked": [],
    "preview": "Harbor Clinic: visit Wed Sep 30, 12:30 PM.",
    "encoding": "GSM-7",
    "units": 43,
    "segments": 1,
    "outside_gsm7": [],
}
BUILT_IN = {**REMINDER, "version": 0, "saved_by": None, "saved_at": None}
VERSIONS = [
    {**REMINDER, "reverts_to": None, "checked": [CHECKED]},
    {**BUILT_IN, "reverts_to": None, "checked": [CHECKED]},
]
CARRIER = {
    "simulated": True,
    "account": "AC55…5555",
    "token_present": True,
    "next_token_present": False,
    "sender": "+13105550100",
    "inbound_url": "https://texts.example/twilio/inbound#rc=3&rp=ct,rt,5xx",
    "fallback_url": "https://texts.example/twilio/fallback",
    "status_url": "https://texts.example/twilio/status",
    "last_inbound_at": AT,
    "last_status_at": None,
    "last_accepted_at": AT,
    "last_refused_at": AT,
    "last_error_code": "30007",
    "rules": {
        "jurisdiction": "US-CA",
        "time_zone": "America/Los_Angeles",
        "hours": [{"weekday": day, "opens": "08:00", "closes": "21:00"} for day in range(7)],
        "most_a_day": 1,
        "most_a_week": 3,
        "allowed_phones": ["+1310555*"],
        "segments_a_second": 20,
    },
}
MAIL_SERVER = {
    "configured": True,
    "host": "mail.harbor.example",
    "port": 587,
    "security": "starttls",
    "sender": "visits@harbor.example",
    "last_success_at": AT,
    "last_error_at": None,
    "last_error_class": None,
    "last_error_code": None,
}
ANSWER_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
ANSWER = {
    "answer_id": ANSWER_ID,
    "version": 1,
    "title": "Parking",
    "bodies": {"en": "Park behind the house."},
    "segments": {"en": 1},
    "withdrawn": False,
    "saved_by": "someone",
    "saved_at": AT,
}
TEAM = [
    {
        "staff_id": "dr-lin",
        "name": "Dr. Lin",
        "phone": "+13105550190",
        "on_call": True,
        "notices": ["booked"],
    }
]
HOURS = [{"weekday": day, "opens": "09:00:00", "closes": "18:00:00"} for day in range(5)]
REMINDER_PLANS = [
    {
        "plan_id": "standard",
        "versions": [
            {"version": 1, "leads": ["1d"], "saved_by": "someone", "saved_at": AT},
            {"version": 0, "leads": ["2d", "3h"], "saved_by": None, "saved_at": None},
        ],
    }
]
NOTIFY: dict[str, Any] = {
    "templates": [REMINDER],
    "templates/en/reminder": VERSIONS,
    "team": TEAM,
    "carrier": CARRIER,
    "email": MAIL_SERVER,
    "switches": [],
    "reminder-plans": REMINDER_PLANS,
    "canned-answers": [ANSWER],
    f"canned-answers/{ANSWER_ID}/versions": [ANSWER],
    "office-hours": {"hours": HOURS, "closed": []},
}
DUTY = {
    "time_zone": "America/Los_Angeles",
    "hours": HOURS,
    "in_hours": ["dr-lin"],
    "on_call": [],
    "weekdays": [],
    "dates": [],
    "version": 3,
}
MONDAY = {"on": "2027-03-08", "open": HOURS[:1], "in_hours": ["dr-lin", "kim"], "on_call": []}
STEP = {
    "kind": "day_1",
    "days_after": 1,
    "asks": ["score", "reaction"],
    "at": "17:00:00",
    "life_hours": 48,
    "waits": False,
    "visits": None,
    "asks_at_decision": [],
}
PLAN = {"steps": [STEP], "by_complaint": {}}
FOLLOWUP: dict[str, Any] = {
    "duty": DUTY,
    "duty/days": [{**MONDAY, "changed": []}],
    "plans": {
        "plans": {"weekly": PLAN},
        "revisions": {"weekly": [{"saved_at": AT, "saved_by": "someone", "plan": PLAN}]},
    },
}
WEBHOOK_ID = "01890a5d-ac96-774b-bcce-b302099a8058"
DELIVERY_ID = "01890a5d-ac96-774b-bcce-b302099a8059"
DELIVERY = {
    "id": DELIVERY_ID,
    "event_id": "an-event",
    "type": "appointment.booked",
    "state": "dead",
    "attempts": 10,
    "next_at": AT,
    "last_outcome": "status_500",
}
OUTSIDE = {
    "host": "calendar.example",
    "added_at": AT,
    "tried_at": AT,
    "read_at": None,
    "error": "unreachable",
    "busy": 0,
}
EMPTY = {"in_force": False, "empty": True, "loaded_at": None, "practice_name": None}
DEMO = {"in_force": True, "empty": False, "loaded_at": AT, "practice_name": "Lin Center"}
BOOKING: dict[str, Any] = {
    "settings": {
        "practice": demo_practice().model_dump(mode="json"),
        "versions": {},
        "retired_treatments": [],
        "retired_practitioners": [],
    },
    "settings/history": [],
    "demo-practice": EMPTY,
    "practitioners": [{"id": "lin", "name": "Dr. Lin"}, {"id": "rivera", "name": "Mateo Rivera"}],
    "practitioners/lin/outside-calendar": OUTSIDE,
    "webhooks": [
        {
            "id": WEBHOOK_ID,
            "url": "https://example.com/hooks",
            "event_types": ["appointment.booked"],
            "active": True,
            "created_at": AT,
        }
    ],
    f"webhooks/{WEBHOOK_ID}/deliveries": [DELIVERY],
}
