"""How a patient can be reached, as the services that write to them show it."""

from pydantic import BaseModel


class Emailing(BaseModel):
    """`why_not` is there when no e-mail about the latest visit may go."""

    may_email: bool
    why_not: str | None
    reminders: bool
    address: str | None
