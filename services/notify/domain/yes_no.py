"""Yes or no, as people type it. What is not plainly one of the two is neither: nothing is booked on
a guess.
"""

import re

from services.notify.domain.phrases import split_words
from services.notify.domain.words import normalize

_YES = (
    *(
        "y",
        "ye",
        "yes",
        "yeah",
        "yea",
        "yep",
        "yup",
        "yess",
        "ok",
        "okay",
        "sure",
        "k",
        "absolutely",
    ),
    *("definitely", "of course", "sounds good", "works for me", "that works", "take it"),
    *("i will take it", "ill take it", "i want it", "yes i will", "yes i can", "i can make it"),
    *("s", "si", "sii", "claro", "claro que si", "vale", "de acuerdo", "por supuesto", "bueno"),
    *("la quiero", "lo quiero", "me sirve", "esta bien", "si puedo", "la tomo", "lo tomo"),
    *(
        "是",
        "是的",
        "好",
        "好的",
        "好啊",
        "好呀",
        "可以",
        "可以的",
        "行",
        "行的",
        "要",
        "我要",
        "对",
        "對",
    ),
    *("对的", "對的", "没问题", "沒問題", "嗯", "能", "能来", "能來"),
)
_NO = (
    *("n", "no", "nope", "nah", "no thanks", "no thank you", "not this time", "pass", "ill pass"),
    *(
        "i will pass",
        "i cant",
        "i cannot",
        "no i cant",
        "cant make it",
        "cant",
        "not now",
        "no way",
    ),
    *("no gracias", "no puedo", "esta vez no", "ahora no", "no me sirve", "paso"),
    *(
        "不",
        "不是",
        "不是的",
        "不用",
        "不用了",
        "不要",
        "不行",
        "不可以",
        "不能",
        "不了",
        "否",
        "没有",
        "沒有",
    ),
)
_BESIDES = (
    *(
        "please",
        "pls",
        "plz",
        "thanks",
        "thank you",
        "thx",
        "ty",
        "thank u",
        "so much",
        "very much",
    ),
    *("gracias", "muchas gracias", "por favor", "谢谢", "謝謝", "谢谢您", "請", "请", "的", "了"),
)
_YES_SIGNS = frozenset("👍👌✅✔")
_NO_SIGNS = frozenset("👎❌🚫")


def read_yes_no(body: str) -> bool | None:
    """None when it says neither, both, or asks something."""
    said = normalize(body)
    signs = set(said.replace(" ", ""))
    if signs and signs <= _YES_SIGNS:
        return True
    if signs and signs <= _NO_SIGNS:
        return False
    if "?" in body or "？" in body:
        return None
    return _judge(split_words(body).line)


def _judge(line: str) -> bool | None:
    phrases = _PHRASE.findall(line)
    if "".join(f" {phrase}" for phrase in phrases) + " " != line:
        return None
    meant = {_MEANING[phrase] for phrase in phrases} - {None}
    return meant.pop() if len(meant) == 1 else None


def _as_words(phrase: str) -> str:
    return " ".join(split_words(phrase).words)


_MEANING: dict[str, bool | None] = {
    **{_as_words(phrase): None for phrase in _BESIDES},
    **{_as_words(phrase): True for phrase in _YES},
    **{_as_words(phrase): False for phrase in _NO},
}
_PHRASE = re.compile(
    " (" + "|".join(map(re.escape, sorted(_MEANING, key=len, reverse=True))) + ")(?= )"
)
