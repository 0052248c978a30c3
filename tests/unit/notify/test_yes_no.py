"""Yes and no, as people type them."""

import pytest

from services.notify.domain.yes_no import read_yes_no

YES = [
    *(
        "Y",
        "y",
        " Y. ",
        "Ｙ",
        "yes",
        "YES!",
        "Yes please",
        "yes, thank you!",
        "yesss",
        "yep",
        "Yeah",
    ),
    *(
        "ok",
        "OK thanks",
        "sure",
        "👍",
        "👍🏽",
        "👍👍",
        "✅",
        "yes 👍",
        "I'll take it",
        "I’ll take it",
    ),
    *(
        "yes I'll take it please",
        "sí",
        "Si",
        "sí, por favor",
        "SI GRACIAS",
        "claro",
        "claro que sí",
    ),
    *("是", "是的", "好", "好的，谢谢", "好的谢谢", "可以", "我要", "沒問題", "要"),
]
NO = [
    *("N", "n", "no", "NO!", "nope", "no thanks", "No, thank you", "pass", "not this time", "👎"),
    *(
        "no no",
        "no gracias",
        "No puedo",
        "esta vez no",
        "no, gracias",
        "I can't",
        "I can’t, thanks",
    ),
    *("不", "不要", "不用了，谢谢", "不行", "不可以", "没有", "不了"),
]
NEITHER = [
    *(
        "",
        "   ",
        "yes?",
        "ok?",
        "好吗？",
        "yes no",
        "no yes",
        "maybe",
        "thanks",
        "谢谢",
        "C",
        "X",
        "R",
    ),
    *("7", "yes but at 3", "yes, can I come at 3", "no problem", "not yes", "why not", "y?", "1"),
    *("no, 8", "yes my knee hurts", "I can make it if it is after 2", "anyone", "know", "是不是"),
    *("sí pero más tarde", "no sé", "STOP", "yesterday", "nothing", "不知道", "好不好"),
]


@pytest.mark.parametrize("body", YES)
def test_s79b_a_yes_is_read(body: str) -> None:
    assert read_yes_no(body) is True


@pytest.mark.parametrize("body", NO)
def test_s79b_a_no_is_read(body: str) -> None:
    assert read_yes_no(body) is False


@pytest.mark.parametrize("body", NEITHER)
def test_s79b_what_is_not_plainly_yes_or_no_is_neither(body: str) -> None:
    assert read_yes_no(body) is None
