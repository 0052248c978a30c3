"""What a change of the settings is refused for, with a stable code and the field to mend."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from services.booking.api.staff_settings_models import LostVisitOut
from services.booking.domain.manage_link import Links
from services.booking.domain.practice_edit import UnknownPartError
from services.booking.domain.practice_order import OtherEntriesError
from services.booking.handlers.settings import (
    MadeByHandError,
    NoPracticeError,
    SettingsChangedError,
    WouldUncoverError,
)
from shared.http import Problem
from shared.http.problems import FieldError

# Which field of a part does not fit the rest of the practice.
FIELD_OF = {
    "calendar_missing": "holiday_calendar",
    "class_is_plain": "seats",
    "classes_clash": "classes",
    "hours_overlap": "hours",
    "repeated": "id",
    "rest_incomplete": "rest_minutes",
    "rest_too_long": "rest_minutes",
    "unknown_class": "classes",
    "unknown_equipment_kind": "equipment_kind",
    "unknown_holiday": "closed_holidays",
    "unknown_location": "location",
    "unknown_room_for_a_class": "classes",
    "unknown_room_kind": "room_kind",
    "unknown_treatment": "treatments",
}


@contextmanager
def as_settings_problems(links: Links) -> Iterator[None]:
    try:
        yield
    except NoPracticeError:
        raise Problem(404, "no_practice", "No practice has been loaded yet") from None
    except UnknownPartError:
        raise Problem(404, "not_found", "The practice has nothing of that name") from None
    except (SettingsChangedError, OtherEntriesError):
        raise Problem(
            409, "changed_meanwhile", "Someone changed this", "Load it again and look."
        ) from None
    except MadeByHandError as error:
        raise Problem(
            409,
            "made_by_hand",
            "Staff have changed some of this since the last file",
            "Export the practice and compare, or replace what they changed.",
            parts=error.parts,
        ) from None
    except WouldUncoverError as error:
        raise _would_uncover(error, links) from None
    except ValidationError as error:
        raise _invalid(error) from None


def _would_uncover(error: WouldUncoverError, links: Links) -> Problem:
    visits = [LostVisitOut.lost(loss, error.known, links) for loss in error.found]
    return Problem(
        409,
        "would_uncover",
        "Some booked visits could not take place",
        "Look at them, then ask again with what is accepted.",
        visits=[visit.model_dump(mode="json") for visit in visits],
        accepted=error.accepted,
    )


def _invalid(error: ValidationError) -> Problem:
    errors = [
        FieldError(
            field=FIELD_OF.get(each["type"]) or ".".join(map(str, each["loc"])),
            code=each["type"],
            message=each["msg"],
        ).model_dump()
        for each in error.errors(include_input=False, include_url=False)
    ]
    return Problem(422, "invalid", "This does not fit the rest of the practice", errors=errors)
