"""The questions about the pain as a patient reads them."""

from collections.abc import Mapping

from services.booking.domain.intake import Area, Cause, Onset, Since
from shared.web import to_translate as _

SINCE: Mapping[str, str] = {
    Since.DAYS: _("A few days"),
    Since.WEEKS: _("Some weeks"),
    Since.MONTHS: _("Some months"),
    Since.YEARS: _("A year or longer"),
}
ONSET: Mapping[str, str] = {
    Onset.SUDDEN: _("Suddenly"),
    Onset.GRADUAL: _("Little by little"),
}
CAUSE: Mapping[str, str] = {
    Cause.ACCIDENT: _("A fall or an accident"),
    Cause.LIFTING: _("Lifting or a wrong move"),
    Cause.WORK: _("My work, or sitting a lot"),
    Cause.SPORT: _("Sport"),
    Cause.SURGERY: _("An operation"),
    Cause.ILLNESS: _("An illness"),
    Cause.STRESS: _("Stress"),
    Cause.UNKNOWN: _("I do not know"),
}
AREA: Mapping[str, str] = {
    Area.HEAD: _("Head"),
    Area.JAW: _("Face or jaw"),
    Area.NECK: _("Neck"),
    Area.UPPER_BACK: _("Upper back"),
    Area.LOWER_BACK: _("Lower back"),
    Area.CHEST: _("Chest or ribs"),
    Area.ABDOMEN: _("Belly"),
    Area.SHOULDER_LEFT: _("Left shoulder"),
    Area.SHOULDER_RIGHT: _("Right shoulder"),
    Area.ARM_LEFT: _("Left arm or elbow"),
    Area.ARM_RIGHT: _("Right arm or elbow"),
    Area.HAND_LEFT: _("Left hand or wrist"),
    Area.HAND_RIGHT: _("Right hand or wrist"),
    Area.HIP_LEFT: _("Left hip or buttock"),
    Area.HIP_RIGHT: _("Right hip or buttock"),
    Area.LEG_LEFT: _("Left leg"),
    Area.LEG_RIGHT: _("Right leg"),
    Area.KNEE_LEFT: _("Left knee"),
    Area.KNEE_RIGHT: _("Right knee"),
    Area.FOOT_LEFT: _("Left foot or ankle"),
    Area.FOOT_RIGHT: _("Right foot or ankle"),
}
PEG: Mapping[str, tuple[str, str, str]] = {
    "peg_pain": (
        _("What number best describes your pain on average in the past week?"),
        _("no pain"),
        _("pain as bad as you can imagine"),
    ),
    "peg_enjoyment": (
        _("How much has the pain got in the way of your enjoyment of life in the past week?"),
        _("not at all"),
        _("completely"),
    ),
    "peg_activity": (
        _("How much has the pain got in the way of your general activity in the past week?"),
        _("not at all"),
        _("completely"),
    ),
}
