"""The safety questions as a patient reads them."""

from services.booking.domain.safety import Precaution, RedFlag

RED_FLAGS = {
    RedFlag.BREATH: "Trouble breathing, or chest pain",
    RedFlag.STROKE: "Weakness on one side, a drooping face, or slurred speech",
    RedFlag.HEADACHE: "A sudden headache, the worst of my life",
    RedFlag.CAUDA: "New trouble holding urine or stool, or numbness between the legs",
    RedFlag.LEGS: "Legs that are getting weaker",
    RedFlag.FEVER: "Fever or chills together with the pain",
    RedFlag.INJURY: "A bad fall or accident in the last days",
}
PRECAUTIONS = {
    Precaution.IMPLANT: "A pacemaker, defibrillator, pump or stimulator",
    Precaution.BLOOD_THINNERS: "Blood thinners, such as warfarin, Eliquis or daily aspirin",
    Precaution.BLEEDING: "A bleeding disorder",
    Precaution.PREGNANT: "Pregnant, or perhaps pregnant",
    Precaution.EPILEPSY: "Epilepsy or seizures",
    Precaution.SKIN: "A skin infection or wound, or lymph nodes removed",
    Precaution.INFECTION_RISK: "Weak immune system, heart valve disease, or diabetes",
    Precaution.FAINTING: "Fear of needles, or fainting",
    Precaution.SURGERY: "Surgery planned in the next weeks",
}
