"""What patients notice after a treatment, read as codes."""

import time

import pytest

from services.followup.domain.reading import ReactionKind, read_days, read_reaction
from shared.events.alerts import Grade

NOTHING = [
    "N",
    "no",
    "No.",
    "nope",
    "none",
    "nothing new",
    "all good",
    "no thanks!",
    "fine",
    "nada",
]
NOTHING += ["没有", "todo bien", "I'm fine, thanks", "no bruising", "not sore"]
SIGNS = [
    ("I can't breathe properly", Grade.RED, "trouble_breathing"),
    ("short of breath", Grade.RED, "trouble_breathing"),
    ("me falta el aire", Grade.RED, "trouble_breathing"),
    ("chest is tight", Grade.RED, "chest_pain"),
    ("胸痛", Grade.RED, "chest_pain"),
    ("I fainted in the car", Grade.RED, "fainting"),
    ("my face is drooping", Grade.RED, "one_sided_weakness"),
    ("worst headache ever", Grade.RED, "worst_headache"),
    ("coughing up blood", Grade.RED, "coughing_blood"),
    ("my lips are swollen", Grade.RED, "swelling_of_face"),
    ("it won't stop bleeding", Grade.RED, "heavy_bleeding"),
    ("can't control my bladder", Grade.RED, "bladder_or_bowel"),
    ("fever all night, no sleep", Grade.ORANGE, "fever"),
    ("tengo escalofríos", Grade.ORANGE, "fever"),
    ("the spot is hot and red", Grade.ORANGE, "infected_site"),
    ("numb toes since Tuesday", Grade.ORANGE, "numbness"),
    ("siento hormigueo", Grade.ORANGE, "numbness"),
    ("bruise is getting bigger", Grade.ORANGE, "swelling"),
    ("found a needle in my shirt", Grade.ORANGE, "needle_left"),
    ("threw up twice", Grade.ORANGE, "vomiting"),
    ("pregnant and having cramps", Grade.ORANGE, "pregnancy"),
    ("severe pain", Grade.ORANGE, "severe_pain"),
    ("just a small bruise", Grade.YELLOW, "bruise"),
    ("a bit sore", Grade.YELLOW, "soreness"),
    ("tired but fine", Grade.YELLOW, "tiredness"),
    ("有点晕", Grade.YELLOW, "dizziness"),
    ("my neck is worse", Grade.YELLOW, "flare"),
    ("itchy", Grade.YELLOW, "itch"),
]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_nothing(text: str) -> None:
    assert read_reaction(text).kind is ReactionKind.NONE


@pytest.mark.parametrize(("text", "grade", "code"), SIGNS)
def test_a_sign_is_coded_and_graded(text: str, grade: Grade, code: str) -> None:
    reading = read_reaction(text)
    assert (reading.grade, reading.signs[0]) == (grade, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("breathless", "trouble_breathing"),
        ("can barely breathe", "trouble_breathing"),
        ("I can't take a deep breath", "trouble_breathing"),
        ("no respiro bien", "trouble_breathing"),
        ("我不能呼吸", "trouble_breathing"),
        ("me duele mucho el pecho", "chest_pain"),
        ("pressure on my chest", "chest_pain"),
        ("perdí el conocimiento", "fainting"),
        ("spitting up blood", "coughing_blood"),
        ("咳出血", "coughing_blood"),
        ("hemorragia", "heavy_bleeding"),
        ("大出血", "heavy_bleeding"),
        ("me oriné", "bladder_or_bowel"),
        ("憋不住尿", "bladder_or_bowel"),
        ("突然头很痛", "worst_headache"),
    ],
)
def test_s114_a_grave_sign_in_other_words_is_grave_too(text: str, code: str) -> None:
    reading = read_reaction(text)
    assert (reading.grade, reading.signs[0]) == (Grade.RED, code)


def test_s115_a_denied_sign_is_told_apart_from_one_that_is_there() -> None:
    reading = read_reaction("no chest pain, just sore")
    assert (reading.signs, reading.denied) == (("soreness",), ("chest_pain",))


@pytest.mark.parametrize(
    "text", ["no fever, chills or numbness", "without fever or tingling", "sin fiebre ni hormigueo"]
)
def test_a_denial_reaches_over_a_list(text: str) -> None:
    assert read_reaction(text).signs == ()


@pytest.mark.parametrize(
    "text",
    ["no sleep, fever all night", "No fever. Chest pain though", "nothing helps, chest pain"],
)
def test_a_denial_of_something_else_does_not_hide_a_sign(text: str) -> None:
    assert read_reaction(text).signs


@pytest.mark.parametrize("text", ["my arm feels funny", "hmm", "the usual", "ok but weird", "7"])
def test_what_cannot_be_read_is_said_to_be_unclear(text: str) -> None:
    assert read_reaction(text).kind is ReactionKind.UNCLEAR


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("3", "en", 3),
        ("3 days", "en", 3),
        ("3/7", "en", 3),
        ("3 out of 7", "en", 3),
        ("three", "en", 3),
        ("every day", "en", 7),
        ("all 7", "en", 7),
        ("none", "en", 0),
        ("tres", "es", 3),
        ("todos los días", "es", 7),
        ("三天", "zh", 3),
        ("每天", "zh", 7),
        ("8", "en", None),
        ("2-3", "en", None),
        ("almost every day", "en", None),
        ("every other day", "en", None),
    ],
)
def test_days_with_pain_are_a_number_from_0_to_7(
    text: str, language: str, days: int | None
) -> None:
    assert read_days(text, language).score == days


@pytest.mark.parametrize(
    "text", ["no " * 530, "no fever, " * 160, "pregnant " * 170, "thanks " * 220, " " * 1600 + "x"]
)
def test_a_text_made_to_be_slow_is_read_at_once(text: str) -> None:
    read_reaction("no")  # patterns are compiled by the first
    started = time.thread_time()
    read_reaction(text)
    assert time.thread_time() - started < 0.5
