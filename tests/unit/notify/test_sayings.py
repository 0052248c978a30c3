"""What patients ask for in their own words."""

import pytest

from services.notify.word_lists import load_sayings

SAYINGS = load_sayings()


@pytest.mark.parametrize(
    "body",
    [
        "stop texting me",
        "Please stop texting me!!",
        "STOP PLEASE",
        "please stop",
        "stop sending me these messages",
        "don't text me",
        "do not text me anymore",
        "remove me",
        "Remove me from your list",
        "take my number off",
        "no more messages",
        "no more texts please",
        "I don't want these texts",
        "unsubscribe me",
        "I want to opt out",
        "leave me alone",
        "no mas",
        "no más mensajes",
        "no me manden más mensajes",
        "dejen de escribirme",
        "ya no quiero recibir mensajes",
        "basta",
        "quítenme de la lista",
        "不要再发短信了",
        "别再给我发信息",
        "退订",
        "停止发送",
        "我不想收到短信",
    ],
)
def test_s63_a_wish_for_no_more_texts_in_ones_own_words(body: str) -> None:
    assert SAYINGS.ask_to_stop(body)


@pytest.mark.parametrize(
    "body",
    [
        "the pain won't stop",
        "can I stop the herbs?",
        "should I stop taking advil",
        "el dolor no para",
        "no más dolor, gracias",
        "痛一直不停",
        "please don't text me before 9",
        "can you text me the address",
        "no more pain!",
        "my son removed my bandage",
        "I don't want to stop",
        "please cancel my appointment tomorrow",
        "thanks for texting me",
        "I quit smoking",
        "the end of the month is better",
    ],
)
def test_s64_the_same_words_about_something_else_are_no_opt_out(body: str) -> None:
    assert not SAYINGS.ask_to_stop(body)


@pytest.mark.parametrize(
    "body",
    [
        "wrong number",
        "You have the wrong number",
        "this isn't Ana",
        "This is not Ana.",
        "I'm not Ana",
        "no ana here",
        "who is Ana?",
        "wrong person",
        "número equivocado",
        "no soy Ana",
        "你发错人了",
    ],
)
def test_s68_somebody_else_has_this_number(body: str) -> None:
    assert SAYINGS.say_wrong_number(body, {"Ana"})


@pytest.mark.parametrize(
    "body",
    [
        "sorry I sent the wrong number, 6",
        "oops wrong number I meant 4",
        "this is Ana",
        "I'm not Ben",
        "I'm not well",
        "who is my practitioner",
    ],
)
def test_s68_a_slip_or_another_name_is_no_wrong_number(body: str) -> None:
    assert not SAYINGS.say_wrong_number(body, {"Ana"})


@pytest.mark.parametrize(
    "body",
    [
        "please cancel my appointment tomorrow",
        "I need to cancel",
        "can't make it tomorrow",
        "cancele mi cita por favor",
        "no puedo ir mañana",
        "取消明天的预约",
    ],
)
def test_s62_a_wish_to_cancel_is_heard(body: str) -> None:
    assert SAYINGS.wish_to_cancel(body)


@pytest.mark.parametrize(
    "body",
    ["what's the cancellation policy", "don't cancel my visit", "see you tomorrow", "no cancele"],
)
def test_s62_other_talk_of_visits_is_no_wish_to_cancel(body: str) -> None:
    assert not SAYINGS.wish_to_cancel(body)
