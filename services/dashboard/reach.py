"""How a patient can be reached, as the services that write to them show it."""

from datetime import datetime

from pydantic import BaseModel

from services.dashboard.owners import OwnerAwayError, Owners
from shared.auth import Staff


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


async def show_emailing(owners: Owners, by: Staff, patient_id: str) -> Emailing | None:
    """None while notify is away."""
    path = f"/staff/v1/patients/{patient_id}/emailing"
    try:
        return await owners.notify.show(path, Emailing, by)
    except OwnerAwayError:
        return None
