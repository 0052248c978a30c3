"""What a patient's text means, and in which order that is asked."""

import pytest

from services.notify.domain.reading import Context, read
from services.notify.word_lists import load_sayings
from shared.events.replies import Intent

SAYINGS = load_sayings()
QUIET = Context(SAYINGS)
ASKED = Context(SAYINGS, question_open=True)
STOPPED = Context(SAYINGS, stopped=True)

MEANINGS = [
    ("STOP", Intent.OPT_OUT),
    (" stop ", Intent.OPT_OUT),
    ("StopAll", Intent.OPT_OUT),
    ("unsubscribe", Intent.OPT_OUT),
    ("CANCEL", Intent.OPT_OUT),
    ("end", Intent.OPT_OUT),
    ("QUIT", Intent.OPT_OUT),
    ("revoke", Intent.OPT_OUT),
    ("optout", Intent.OPT_OUT),
    ("Opt out", Intent.OPT_OUT),
    ("ＳＴＯＰ", Intent.OPT_OUT),
    ("start", Intent.OPT_IN),
    ("UNSTOP", Intent.OPT_IN),
    ("help", Intent.HELP),
    ("INFO", Intent.HELP),
    ("c", Intent.CONFIRM),
    ("C!", Intent.CONFIRM),
    ("confirm", Intent.CONFIRM),
    ("yes", Intent.CONFIRM),
    ("👍", Intent.CONFIRM),
    ("👍🏿", Intent.CONFIRM),
    ("I’ll be there", Intent.CONFIRM),
    ("I'll be there!", Intent.CONFIRM),
    ("C please", Intent.CONFIRM),
    ("c, thank you!", Intent.CONFIRM),
    ("C 谢谢", Intent.CONFIRM),
    ("X por favor", Intent.CANCEL),
    ("Yes, I'll be there", Intent.CONFIRM),
    ("Yes, thanks", Intent.CONFIRM),
    ("I confirm", Intent.CONFIRM),
    ("Sí, ahí estaré", Intent.CONFIRM),
    ("si gracias", Intent.CONFIRM),
    ("Confirmo", Intent.CONFIRM),
    ("确认", Intent.CONFIRM),
    ("是的，谢谢", Intent.CONFIRM),
    ("C you later", Intent.OTHER),
    ("yes but later", Intent.OTHER),
    ("thank you", Intent.OTHER),
    ("X", Intent.CANCEL),
    (" x.", Intent.CANCEL),
    ("please cancel my appointment tomorrow", Intent.CANCEL_WISH),
    ("stop texting me", Intent.OPT_OUT),
    ("STOP PLEASE", Intent.OPT_OUT),
    ("R", Intent.OTHER),
    ("y", Intent.OTHER),
    ("n", Intent.OTHER),
    ("can I come at 3?", Intent.OTHER),
    ("7", Intent.OTHER),
    ("", Intent.OTHER),
]


@pytest.mark.parametrize(("body", "intent"), MEANINGS)
def test_a_text_on_its_own(body: str, intent: Intent) -> None:
    assert read(body, QUIET) is intent


@pytest.mark.parametrize("body", ["the pain won't stop", "can I stop the herbs?"])
def test_s64_a_sentence_with_stop_in_it_is_no_opt_out(body: str) -> None:
    assert read(body, QUIET) is not Intent.OPT_OUT


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        ("STOP", Intent.OPT_OUT),
        ("CANCEL", Intent.OPT_OUT),
        ("HELP", Intent.HELP),
        ("Liked “Lin Center check-in”", Intent.REACTION),
        ("C", Intent.CONFIRM),
        ("X", Intent.CANCEL),
        ("7", Intent.ANSWER),
        ("👍", Intent.ANSWER),
        ("yes", Intent.ANSWER),
        ("better", Intent.ANSWER),
        ("", Intent.OTHER),
    ],
)
def test_s79b_the_order_is_opt_out_reaction_command_question_wish(
    body: str, intent: Intent
) -> None:
    assert read(body, ASKED) is intent


def test_s65_yes_is_an_opt_in_only_while_opted_out() -> None:
    assert read("Yes", STOPPED) is Intent.OPT_IN
    assert read("Yes", QUIET) is Intent.CONFIRM


@pytest.mark.parametrize(
    "body",
    [
        'Liked "Harbor Clinic check-in: how is it today, 0 to 10? ..."',
        "Loved “Harbor Clinic check-in: how is it today, 0 to 10? ...”",
        "Disliked “7?”",
        "Laughed at “see you”",
        "Emphasized “see you”",
        "Questioned “see you”",
        "Reacted 👍 to “Harbor Clinic: visit Tue”",
        'Removed a like from "Harbor Clinic check-in: how is it today, 0 to 10? ..."',
        "Removed an exclamation from “see you”",
        "Liked an image",
        "👍 to “Lin Center: visit Tue”",
        "\u200a👍\u200b to “Lin Center: visit Tue”",
        "Le gustó “Lin Center: cita”",
        "A Ana le encantó “Lin Center: cita”",
        "No le gustó “Lin Center: cita”",
        "Reaccionó con 👍 a “Lin Center: cita”",
        "Quitó un me gusta de “Lin Center: cita”",
        "赞了“Lin Center：有预约”",
        "用👍回应了“Lin Center：有预约”",
        "取消了对“Lin Center：有预约”的赞",
    ],
)
def test_s82_a_tap_on_a_text_is_a_reaction(body: str) -> None:
    assert read(body, ASKED) is Intent.REACTION


@pytest.mark.parametrize(
    "body",
    [
        "I liked the session",
        "Loved it",
        "liked 7",
        "Me gustó la sesión",
        "yes to “Tuesday”",
        "我喜欢“周二”这个时间，可以吗",
    ],
)
def test_s82_words_of_liking_are_no_reaction(body: str) -> None:
    assert read(body, ASKED) is Intent.ANSWER


OFFERED = Context(SAYINGS, question_open=True, yes_or_no_only=True)


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        ("Y", Intent.ANSWER),
        ("no gracias", Intent.ANSWER),
        ("👍", Intent.ANSWER),
        ("好的", Intent.ANSWER),
        ("C", Intent.CONFIRM),
        ("X", Intent.CANCEL),
        ("STOP", Intent.OPT_OUT),
        ("no more", Intent.OPT_OUT),
        ("please cancel my appointment tomorrow", Intent.CANCEL_WISH),
        ("I'll be there", Intent.CONFIRM),
        ("can I come at 3?", Intent.OTHER),
        ("7", Intent.OTHER),
    ],
)
def test_s79b_while_yes_or_no_is_asked_only_that_is_an_answer(body: str, intent: Intent) -> None:
    assert read(body, OFFERED) is intent
