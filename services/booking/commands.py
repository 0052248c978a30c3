"""What an operator may ask of booking: the practice from its file, and the file from the practice."""

import contextlib
from pathlib import Path

from services.booking import demo as demo_practice
from services.booking.domain.manage_link import Links
from services.booking.domain.practice_file import PracticeFile
from services.booking.handlers import demo, settings
from services.booking.handlers.settings import FILE, Author, MadeByHandError
from shared.commands import UsageError
from shared.service import Ground

REPLACE, KEEP = "--replace", "--keep"
EDITED = (
    "nothing was loaded: staff have changed {parts} since the last file. `export-practice` shows the"
    " practice as it is; {replace} loads the file over what they changed, {keep} leaves it alone."
)


async def load_practice(on: Ground, links: Links, arguments: list[str]) -> str:
    """Make the practice what the file says. Where staff have changed on the pages what the file
    would set otherwise, nothing is loaded, and without --keep that is a failure.

    Raises ValidationError, UsageError and SystemExit.
    """
    match arguments:
        case [path] | [path, ("--replace" | "--keep")]:
            pass
        case _:
            raise UsageError(f"a file is needed, with {REPLACE} or {KEEP} if at all")
    file = PracticeFile.model_validate_json(Path(path).read_text("utf-8"))  # noqa: ASYNC240
    by = Author(FILE, on.clock.now(), unseen=True)
    try:
        async with on.db.transaction() as conn:
            changed = await settings.load(conn, links, file, by, replace=REPLACE in arguments)
    except MadeByHandError as error:
        said = EDITED.format(parts=", ".join(error.parts), replace=REPLACE, keep=KEEP)
        if KEEP in arguments:
            return said
        raise SystemExit(said) from None
    what = f"{len(file.treatments)} treatments, {len(file.practitioners)} practitioners"
    return f"{file.name}: {what}; {_told(changed)}"


async def load_demo(on: Ground, links: Links, _: list[str]) -> str:
    """The demo practice, marked as one where there was nothing before. What staff changed, and a
    practice that is not the demo's, is left alone.
    """
    file, now = demo_practice.load_demo(), on.clock.now()
    with contextlib.suppress(demo.NotEmptyError):
        async with on.db.transaction() as conn:
            await demo.load_demo(conn, links, file, "load-demo", now)
    return await load_practice(on, links, [str(demo_practice.FILE), KEEP])


async def export_practice(on: Ground, arguments: list[str]) -> str:
    """The practice as the file that load-practice takes."""
    async with on.db.reading() as conn:
        standing = await settings.standing(conn, arguments[0] if arguments else None)
    return standing.file.model_dump_json(indent=2, exclude_defaults=True)


def _told(changed: list[str]) -> str:
    return f"changed: {', '.join(changed)}" if changed else "nothing to change"
