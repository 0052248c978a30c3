"""How a patient can be reached, as the services that write to them show it."""

from datetime import datetime

from pydantic import BaseModel


class Emailing(BaseModel):
    """`why_not` is there when no e-mail about the latest visit may go."""

    may_email: bool
    why_not: str | None
    reminders: bool
    address: str | None


class PhoneProof(BaseModel):
    """`needed`: texts to this phone wait until it is proven."""

    phone: str
    proven_at: datetime | None
    needed: bool
