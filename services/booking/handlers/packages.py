"""Buying visits ahead, using them, giving them back."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue
from services.booking.domain.package import CreditRule, Package, StalePackageError
from services.booking.domain.wall_time import local_date
from services.booking.handlers.facts import named
from services.booking.store import packages
from services.booking.store.packages import Line
from shared import outbox
from shared.db import Connection
from shared.events.planning import PackageChanged


class UnknownPackageError(LookupError):
    """There is no such package."""


@dataclass(frozen=True)
class Cause:
    """Why the balance changes, at whose hands, when."""

    cause: str
    actor: str
    at: datetime
    reason: str | None = None
    appointment_id: str | None = None


async def buy(
    conn: Connection,
    catalogue: Catalogue,
    patient_id: str,
    treatment_keys: frozenset[int],
    visits: int,
    expires_on: date | None,
    package_id: UUID,
    cause: Cause,
) -> Package:
    """Once for each id. Raises UnknownPackageError when there is no such patient."""
    bought = Package(0, str(package_id), patient_id, treatment_keys, visits, visits, 1, expires_on)
    line = _line(bought, visits, cause)
    if not await packages.add(conn, package_id, bought, line):
        return await _sold_before(conn, str(package_id), patient_id)
    await _tell(conn, catalogue, bought, line)
    return bought


async def _sold_before(conn: Connection, package_id: str, patient_id: str) -> Package:
    try:
        package = await packages.get(conn, package_id)
    except LookupError:
        raise UnknownPackageError from None
    if package.patient_id != patient_id:
        raise UnknownPackageError
    return package


async def correct(
    conn: Connection,
    catalogue: Catalogue,
    package_id: str,
    added: int,
    cause: Cause,
    *,
    overruled: bool,
    version: int | None = None,
) -> Package:
    """Raises UnknownPackageError, StalePackageError and NotEnoughError."""
    try:
        package = await packages.get(conn, package_id)
    except LookupError:
        raise UnknownPackageError from None
    if version is not None and version != package.line:
        raise StalePackageError
    return await _change(conn, catalogue, package, added, cause, overruled=overruled)


async def settle(
    conn: Connection,
    catalogue: Catalogue,
    visit: Appointment,
    actor: str,
    at: datetime,
    reason: str | None = None,
) -> None:
    """A visit became something else: it uses a credit now, or no longer (S-113)."""
    practice = catalogue.practices[catalogue.locations[visit.location_key].practice_key]
    rule = CreditRule(practice.late_cancel_uses_credit, practice.no_show_uses_credit)
    why = rule.cause(visit, at)
    user = await packages.find_user(conn, visit.id)
    cause = Cause(why or "given_back", actor, at, reason, visit.id)
    if why and user is None:
        await _use(conn, catalogue, visit, cause)
    elif user and why is None:
        package = await packages.get(conn, user)
        await _change(conn, catalogue, package, 1, cause)


async def _use(conn: Connection, catalogue: Catalogue, visit: Appointment, cause: Cause) -> None:
    """Of the package that ends first; a visit that none covers is paid for otherwise."""
    on = local_date(visit.starts_at, catalogue.locations[visit.location_key].zone)
    for package in await packages.lock_of_patient(conn, visit.patient_id):
        if package.covers(visit.treatment_key, on):
            await _change(conn, catalogue, package, -1, cause)
            return


async def _change(
    conn: Connection,
    catalogue: Catalogue,
    package: Package,
    added: int,
    cause: Cause,
    *,
    overruled: bool = False,
) -> Package:
    """Raises NotEnoughError."""
    balance = package.balance_after(added, overruled=overruled)
    changed = replace(package, left=balance, line=package.line + 1)
    line = _line(changed, added, cause, overruled=overruled)
    await packages.add_line(conn, package.key, line)
    await _tell(conn, catalogue, changed, line)
    return changed


def _line(package: Package, added: int, cause: Cause, *, overruled: bool = False) -> Line:
    return Line(
        line=package.line,
        credits=added,
        balance=package.left,
        cause=cause.cause,
        overruled=overruled,
        appointment_id=cause.appointment_id,
        reason=cause.reason,
        actor=cause.actor,
        at=cause.at,
    )


async def _tell(conn: Connection, catalogue: Catalogue, package: Package, line: Line) -> None:
    event = PackageChanged(
        patient_id=package.patient_id,
        package_id=package.id,
        version=line.line,
        treatments=tuple(
            named(catalogue.treatments[key]) for key in sorted(package.treatment_keys)
        ),
        bought=package.bought,
        left=line.balance,
        expires_on=package.expires_on,
        credits=line.credits,
        cause=line.cause,
        appointment_id=line.appointment_id,
        reason=line.reason,
        actor=line.actor,
        at=line.at,
    )
    await outbox.add(conn, event, at=line.at)
