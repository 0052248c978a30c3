"""What a text may not say, and what it costs."""

import pytest

from services.notify.domain.linter import Verdict, lint
from services.notify.texts import Texts, preview
from services.notify.word_lists import load_forbidden

FORBIDDEN = load_forbidden()


def judged(template: str) -> Verdict:
    return lint(template, preview(template), FORBIDDEN)


@pytest.mark.parametrize(
    ("template", "words", "because"),
    [
        ("{clinic}: how is your back pain today?", "back pain", "body_part"),
        ("Your migraine visit is {when}.", "migraine", "condition"),
        ("Acupuncture with {practitioner} {when}", "acupuncture", "modality"),
        ("Please rest your knees until {when}", "knees", "body_part"),
        ("Your last score went down. {phone}", "score", "score"),
        ("Su masaje es el {when}", "masaje", "modality"),
        ("{when}针灸预约", "针 灸", "modality"),
    ],
)
def test_s126_a_template_that_gives_something_away_is_refused_with_the_words_marked(
    template: str, words: str, because: str
) -> None:
    verdict = judged(template)
    assert not verdict.may_be_saved
    assert (words, because) in [(m.words, m.because) for m in verdict.marked]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("Reply CANCEL to cancel your visit {when}", "reply cancel"),
        ("Visit {when}. Reply YES to confirm", "reply yes"),
        ("Text back QUIT if you can't come {when}", "text back quit"),
        ("Cita {when}. Responda CANCEL para cancelar", "responda cancel"),
        ("{when}，回复CANCEL取消", "回 复 cancel"),
    ],
)
def test_s61_a_template_asks_for_no_word_that_the_carrier_obeys(template: str, words: str) -> None:
    verdict = judged(template)
    assert not verdict.may_be_saved
    assert (words, "carrier_keyword") in [(m.words, m.because) for m in verdict.marked]


@pytest.mark.parametrize(
    "template",
    ["Change or cancel: {link} Reply STOP to opt out.", "Text START for texts again. {phone}"],
)
def test_a_template_may_say_how_to_stop_texts_and_where_to_cancel(template: str) -> None:
    assert judged(template).may_be_saved


def test_s126_more_than_one_segment_is_warned_of_and_not_refused() -> None:
    verdict = judged("{clinic}: " + "see you soon. " * 12)
    assert (verdict.may_be_saved, verdict.warns, verdict.segments) == (True, True, 2)


@pytest.mark.parametrize("character", ["“", "í", "\u202f", "🙂"])
def test_s126_a_character_outside_gsm7_is_warned_of_and_named(character: str) -> None:
    verdict = judged(f"See you {{when}}{character}")
    assert (verdict.warns, verdict.encoding) == (True, "UCS-2")
    assert verdict.outside_gsm7 == (character,)


def test_s126_the_values_are_not_the_template_s_words() -> None:
    assert judged("{clinic}: visit {when}, thanks for the {score}.").may_be_saved


# Fixed by the clinic's safety rules, and never about a visit.
SAFETY = {"safety", "safety_crisis"}
ORDINARY = [(k, v) for _, k, variants in Texts.load() for v in variants if k not in SAFETY]


@pytest.mark.parametrize(("kind", "template"), ORDINARY)
def test_s126_every_text_of_ours_passes(kind: str, template: str) -> None:
    assert judged(template).marked == (), kind
