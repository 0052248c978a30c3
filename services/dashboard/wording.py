"""What texts say and how they go, as notify shows it to those who may change it."""

from datetime import datetime, time

from pydantic import BaseModel, RootModel

from services.dashboard.talks import Marked
from shared.events.messages import TextState


class Template(BaseModel):
    """Version 0 is built in, and nobody's. `values` may stand in braces."""

    language: str
    kind: str
    version: int
    variants: list[str]
    values: list[str]
    saved_by: str | None
    saved_at: datetime | None


class Templates(RootModel[list[Template]]):
    """As they are written now."""


class Checked(BaseModel):
    """What a variant looks like, what it costs, and what it must not say."""

    may_be_saved: bool
    marked: list[Marked]
    preview: str
    encoding: str
    units: int
    segments: int
    outside_gsm7: list[str]


class TemplateVersion(Template):
    reverts_to: int | None
    checked: list[Checked]


class TemplateVersions(RootModel[list[TemplateVersion]]):
    """The latest first."""


class Drafted(BaseModel):
    """`problem`: why it would not work at all; `checked` otherwise."""

    problem: str | None
    checked: Checked | None


class Drafts(RootModel[list[Drafted]]):
    """One for each variant."""


class TestSent(BaseModel):
    text_id: str


class TestStep(BaseModel):
    at: datetime
    state: TextState
    why: str | None


class TestText(BaseModel):
    """`settled`: nothing more will become of it."""

    text_id: str
    state: TextState
    settled: bool
    segments: int | None
    error_code: str | None
    steps: list[TestStep]


class CannedVersion(BaseModel):
    """An answer kept ready. `segments` of each language's words."""

    answer_id: str
    version: int
    title: str
    bodies: dict[str, str]
    segments: dict[str, int]
    withdrawn: bool
    saved_by: str
    saved_at: datetime


class CannedVersions(RootModel[list[CannedVersion]]):
    """Of the list, each as it is now; of one answer, the oldest first."""


class ReminderVersion(BaseModel):
    """`leads`: "2d" or "3h" before the visit."""

    version: int
    leads: list[str]
    saved_by: str | None
    saved_at: datetime | None


class ReminderPlan(BaseModel):
    plan_id: str
    versions: list[ReminderVersion]


class ReminderPlans(RootModel[list[ReminderPlan]]):
    """The latest version of each first."""


class TextingHours(BaseModel):
    weekday: int
    opens: time
    closes: time


class SendingRules(BaseModel):
    """`allowed_phones` none: everybody may be texted."""

    jurisdiction: str
    time_zone: str
    hours: list[TextingHours]
    most_a_day: int
    most_a_week: int
    allowed_phones: list[str] | None
    segments_a_second: float


class Carrier(BaseModel):
    simulated: bool
    account: str
    token_present: bool
    next_token_present: bool
    sender: str
    inbound_url: str
    fallback_url: str
    status_url: str
    last_inbound_at: datetime | None
    last_status_at: datetime | None
    last_accepted_at: datetime | None
    last_refused_at: datetime | None
    last_error_code: str | None
    rules: SendingRules


class StaffPhone(BaseModel):
    """`on_call`: told of whatever nobody else is told of."""

    staff_id: str
    name: str
    phone: str
    on_call: bool
    notices: list[str]


class StaffPhones(RootModel[list[StaffPhone]]):
    """Of the clinic's own people."""
