"""What is wrong with a field, and what a visit would lack, in words."""

from jinja2 import Environment

from services.dashboard.pages.formats import wall_clock
from services.dashboard.practice import Change

GAP = {
    "practitioner_retired": "The practitioner is no longer here",
    "treatment_not_given": "They no longer give this treatment",
    "closed_holiday": "Closed that day",
    "class_not_held": "No class then",
    "outside_hours": "Outside their hours",
    "room_retired": "Its room is no longer used",
    "equipment_retired": "Its equipment is no longer used",
}

ERRORS = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in.",
    "string_type": "Fill this in.",
    "int_parsing": "Enter a whole number.",
    "int_type": "Enter a whole number.",
    "int_from_float": "Enter a whole number.",
    "greater_than": "Enter a larger number.",
    "greater_than_equal": "Enter a larger number.",
    "less_than_equal": "Enter a smaller number.",
    "less_than": "Enter a smaller number.",
    "string_too_long": "Make this shorter.",
    "time_parsing": "Enter a time, such as 9:00 AM.",
    "date_from_datetime_parsing": "Enter a date.",
    "rest_incomplete": "Say from which minute the needles rest, and for how long.",
    "rest_too_long": "The practitioner must be back before the visit ends.",
    "class_is_plain": "A class has neither resting needles nor equipment of its own.",
    "calendar_missing": "Choose a calendar first.",
    "unknown_holiday": "This calendar has no such holiday.",
    "unknown_room_kind": "A treatment needs a room of this kind, and there is none.",
    "unknown_equipment_kind": "A treatment needs equipment of this kind, and there is none.",
    "unknown_class": "Only a class that this practitioner gives can be held.",
    "unknown_room_for_a_class": "A class needs a room of its kind, at the same location.",
    "classes_clash": "Two classes of one kind would begin at the same time.",
    "hours_overlap": "Two of these hours overlap.",
    "repeated": "Two of these have the same short name.",
}
# Where what is wrong is not one field's: the one to begin with.
FIRST_FIELD = {
    "rest_incomplete": "rest_minutes",
    "rest_too_long": "rest_minutes",
    "class_is_plain": "seats",
    "calendar_missing": "holiday_calendar",
    "unknown_holiday": "closed_holidays",
    "hours_overlap": "hours",
}
OF_FIELD = {
    ("phone", "value_error"): "Enter a phone number, like 310-555-0123.",
    ("time_zone", "value_error"): "Choose a time zone, such as America/Los_Angeles.",
    ("text_name", "string_pattern_mismatch"): (
        "Plain letters, digits, spaces and . & ' - only: a text costs more with others."
    ),
    ("kind", "string_pattern_mismatch"): "Small letters, digits and dashes, such as treatment.",
    ("holiday_calendar", "value_error"): "There is no such calendar.",
}


def error_words(path: str, code: str, words: str) -> str:
    """booking's own where there are none here."""
    return OF_FIELD.get((path.rsplit(".", 1)[-1], code)) or ERRORS.get(code) or words


PART = {
    "practice": "Practice and booking rules",
    "words": "Translations",
    "complaints": "What patients come for",
    "locations": "Location",
    "holidays": "Public holidays",
    "rooms": "Rooms and equipment",
    "treatments": "Treatment",
    "practitioners": "Practitioner",
    "hours": "Hours",
    "classes": "Class times",
    "order": "Order",
}


def part_words(part: str) -> str:
    """ "hours/chianni-lin": "Hours: chianni-lin"."""
    kind, _, of = part.partition("/")
    return PART.get(kind, kind) + (f": {of}" if of else "")


def differences(change: Change) -> list[tuple[str, str, str]]:
    """By name, what each value was and is."""
    before, after = change.before or {}, change.after or {}
    return [
        (name, value_words(before.get(name)), value_words(after.get(name)))
        for name in after
        if before.get(name) != after.get(name)
    ]


def value_words(value: object) -> str:
    match value:
        case None | "" | [] | {}:
            return "none"
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(value_words(each) for each in value)
        case dict():
            return ", ".join(value_words(each) for each in value.values() if each is not None)
    return str(value)


def install(templates: Environment) -> None:
    templates.filters["wall_words"] = lambda at: wall_clock(int(at[:2]) * 60 + int(at[3:5]))
    templates.filters["treatment_name"] = lambda of, names: names.get(of, of)
    templates.globals.update(gap_words=GAP, part_words=part_words, differences=differences)
