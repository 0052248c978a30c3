"""What every service keeps of a patient, and what forbids forgetting them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.dashboard.owned import Export
from services.dashboard.owners import Owner, OwnerAwayError, Owners
from shared.auth import Staff

Tables = dict[str, list[dict[str, Any]]]


class Hold(BaseModel):
    """`asked_at`: when somebody asked to forget the patient, where the hold makes that wait."""

    hold_reason: str | None
    held_since: datetime | None
    held_by: str | None
    asked_at: datetime | None


@dataclass(frozen=True)
class Kept:
    """By record and service. `away` names those that did not answer for every record."""

    tables: dict[str, dict[str, Tables]]
    away: tuple[str, ...]


async def show_kept(owners: Owners, patient_ids: Sequence[str], by: Staff) -> Kept:
    """Each service is asked by its own staff API."""
    tables: dict[str, dict[str, Tables]] = {patient_id: {} for patient_id in patient_ids}
    away = []
    for owner in (owners.booking, owners.notify, owners.followup):
        try:
            listed = await asyncio.gather(*(_export(owner, each, by) for each in patient_ids))
        except OwnerAwayError:
            away.append(owner.name)
            continue
        for patient_id, found in zip(patient_ids, listed, strict=True):
            tables[patient_id][owner.name] = found
    return Kept(tables, tuple(away))


async def show_holds(owners: Owners, patient_ids: Sequence[str], by: Staff) -> list[Hold]:
    """Of all records of one person. Raises OwnerAwayError."""
    return await asyncio.gather(
        *(
            owners.booking.show(f"/staff/v1/patients/{patient_id}/hold", Hold, by)
            for patient_id in patient_ids
        )
    )


async def _export(owner: Owner, patient_id: str, by: Staff) -> Tables:
    """Raises OwnerAwayError."""
    return (await owner.show(f"/staff/v1/patients/{patient_id}/export", Export, by)).tables
