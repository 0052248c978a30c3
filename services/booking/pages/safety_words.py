"""The safety questions as a patient reads them."""

from services.booking.domain.safety import Precaution, RedFlag
from shared.web import to_translate as _

RED_FLAGS = {
    RedFlag.BREATH: _("Trouble breathing, or chest pain"),
    RedFlag.STROKE: _("Weakness on one side, a drooping face, or slurred speech"),
    RedFlag.HEADACHE: _("A sudden headache, the worst of my life"),
    RedFlag.CAUDA: _("New trouble holding urine or stool, or numbness between the legs"),
    RedFlag.LEGS: _("Legs that are getting weaker"),
    RedFlag.FEVER: _("Fever or chills together with the pain"),
    RedFlag.INJURY: _("A bad fall or accident in the last days"),
}
PRECAUTIONS = {
    Precaution.IMPLANT: _("A pacemaker, defibrillator, pump or stimulator"),
    Precaution.BLOOD_THINNERS: _("Blood thinners, such as warfarin, Eliquis or daily aspirin"),
    Precaution.BLEEDING: _("A bleeding disorder"),
    Precaution.PREGNANT: _("Pregnant, or perhaps pregnant"),
    Precaution.EPILEPSY: _("Epilepsy or seizures"),
    Precaution.SKIN: _("A skin infection or wound, or lymph nodes removed"),
    Precaution.INFECTION_RISK: _("Weak immune system, heart valve disease, or diabetes"),
    Precaution.FAINTING: _("Fear of needles, or fainting"),
    Precaution.SURGERY: _("Surgery planned in the next weeks"),
}
