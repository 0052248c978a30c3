"""What must be found in any text, and what must not be taken for it."""

from pathlib import Path

import pytest

from services.notify.domain.red_flags import Finding, Grade, scan
from services.notify.word_lists import load_red_flags

LISTS = load_red_flags()
CORPUS = Path(__file__).parent / "corpus"
# Texts as patients write them, one a line: the first must never be missed, the others not cry wolf.
DANGER = CORPUS.joinpath("danger.txt").read_text("utf-8").splitlines()
INNOCENT = CORPUS.joinpath("innocent.txt").read_text("utf-8").splitlines()


def found(text: str) -> Finding:
    finding = scan(text, LISTS)
    assert finding, text
    return finding


@pytest.mark.parametrize("text", DANGER)
def test_s114_danger_in_plain_words_is_answered_at_once(text: str) -> None:
    assert found(text).at_once


@pytest.mark.parametrize("text", INNOCENT)
def test_s114_what_patients_write_every_day_alarms_nobody(text: str) -> None:
    finding = scan(text, LISTS)
    assert finding is None or finding.grade is Grade.YELLOW


def test_the_corpus_is_large_enough_and_in_three_languages() -> None:
    for corpus in (DANGER, INNOCENT):
        assert len(set(corpus)) >= 150
    assert {found(text).language for text in DANGER} == {"en", "es", "zh"}


@pytest.mark.parametrize(
    "text",
    [
        "no chest pain, just sore",
        "I don't have any chest pain",
        "no fever, chills or chest pain",
        "sin dolor de pecho, solo cansada",
        "没有胸痛",
        "my chest doesn't hurt",
        "patient denies chest pain",
        "no numbness, no fever, no chest pain",
        "没有头晕也没有胸痛",
        "没有发烧、呼吸困难或胸痛",
        "no presento dolor de pecho",
        "mi pecho no duele",
        "不是胸痛",
        "胸口不疼",
    ],
)
def test_s115_a_plain_denial_is_a_review_and_not_silence(text: str) -> None:
    finding = found(text)
    assert (finding.grade, finding.at_once) == (Grade.YELLOW, False)
    assert "denied_chest_pain" in finding.signs


@pytest.mark.parametrize(
    "text",
    [
        "no chest pain but it is tight",
        "not sure if chest pain",
        "I don't think it's chest pain",
        "no sleep. chest pain",
        "don't have no chest pain",
        "not only chest pain",
        "no chest pain before, now yes",
        "no tengo dolor de pecho, pero me cuesta respirar",
        "有没有胸痛？有",
        "no, me duele el pecho",
        "no fever, chest pain",
        "sin fiebre, dolor de pecho",
        "没有发烧，胸痛",
        "can't say I have no chest pain",
        "my chest doesn't stop hurting",
        "my chest doesn't hurt yet it feels tight, chest pressure",
        "不是没有胸痛",
        "是不是胸痛",
        "胸闷，不痛",
    ],
)
def test_s115_a_doubtful_denial_counts_as_the_sign(text: str) -> None:
    assert found(text).at_once


@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "no quiero vivir más",
        "我想死",
        "not suicidal? I am",
        "life isn't worth living",
        "I'm going to end it",
        "I want it all to end",
        "I just want to disappear forever",
        "going to take all my pills",
        "I wish I weren't here",
        "mejor me muero",
        "me gustaría morirme",
        "ojalá me muera",
        "quiero desaparecer",
        "preferiría morir",
        "quiero terminar con mi vida",
        "ya no quiero estar en este mundo",
        "活着没有意义",
        "I can't live like this anymore",
        "hoping I don't wake up",
    ],
)
def test_s119_a_wish_to_die_is_the_highest_grade(text: str) -> None:
    assert found(text).grade is Grade.CRISIS


def test_s119_a_crisis_outranks_whatever_else_is_said() -> None:
    assert found("chest pain and I want to die").grade is Grade.CRISIS


def test_s83_a_score_beside_the_sign_does_not_hide_it() -> None:
    assert found("7 and I can't breathe properly").signs == ("trouble_breathing",)


def test_a_same_day_sign_alone_is_orange_and_not_answered_at_once() -> None:
    finding = found("7, numb toes since Tuesday")
    assert (finding.grade, finding.at_once) == (Grade.ORANGE, False)


@pytest.mark.parametrize("text", ["", " ", "👍", "!!!", "…", "\x00", "7️⃣"])
def test_a_text_without_words_is_nothing(text: str) -> None:
    assert scan(text, LISTS) is None


def test_the_finding_says_by_which_lists_it_was_made() -> None:
    assert found("me falta el aire").word_list_version == "es-2"


def test_each_sign_of_one_language_is_looked_for_in_the_others() -> None:
    english = {sign.name for sign in LISTS[0].signs}
    for words in LISTS:
        assert {sign.name for sign in words.signs} == english
