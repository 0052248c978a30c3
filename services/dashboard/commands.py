"""python -m services.dashboard add-staff | setup-secret | rebuild"""

from dataclasses import replace

from services.dashboard.consumer import following, handlers
from services.dashboard.handlers.first_run import TakenError, make_secret
from services.dashboard.handlers.passwords import Passwords, WeakPasswordError
from services.dashboard.live.hints import SEQUENCE, Hints
from services.dashboard.projection import rebuilding
from services.dashboard.store import audit, staff
from services.dashboard.store.audit import Audited
from shared.auth import Role
from shared.commands import UsageError
from shared.consumer import Consumer
from shared.db import Database
from shared.service import Ground

ACCOUNT = f"NAME EMAIL {'|'.join(Role)}"


async def add_staff(
    ground: Ground, passwords: Passwords, arguments: list[str], password: str
) -> str:
    """Safe to repeat: an account that is there already is left as it is."""
    match arguments:
        case [name, email, role] if role in set(Role):
            pass
        case _:
            raise UsageError("a name, an e-mail address and a role are needed")
    try:
        password_hash = await passwords.hash(password)
    except WeakPasswordError as error:
        raise SystemExit(str(error)) from None
    now = ground.clock.now()
    try:
        async with ground.db.transaction() as conn:
            staff_id = await staff.add(
                conn, name=name, email=email, role=Role(role), password_hash=password_hash, at=now
            )
            await audit.add(conn, Audited.STAFF_ADDED, staff_id=None, at=now, subject=str(staff_id))
    except staff.EmailTakenError:
        return "there is an account with this e-mail address already"
    return f"added, role {role}"


async def setup_secret(ground: Ground, _: list[str]) -> str:
    """What whoever opens an installation that nobody has taken must know. The one before ends."""
    try:
        async with ground.db.transaction() as conn:
            return await make_secret(conn, ground.clock.now())
    except TakenError:
        raise SystemExit("somebody has an account here already") from None


async def rebuild(ground: Ground, _: list[str]) -> str:
    """Read all events again, beside the read model that is shown, then show the new one."""
    hints = Hints(ground.redis)
    one_by_one = handlers(hints)

    def consumer(db: Database) -> Consumer:
        return replace(ground, db=db).consumer(one_by_one, following(hints))

    count = await rebuilding.rebuild(
        ground.db, ground.settings, consumer, rebuilding.topics_of(one_by_one)
    )
    if count == 0:
        raise SystemExit("the broker holds no events, so the read model was left as it is")
    await ground.redis.incr(SEQUENCE)  # open pages fetch everything again
    return f"rebuilt from {count} records"
