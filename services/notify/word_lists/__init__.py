"""The lists of words that are looked for in patients' texts: one file a language and purpose."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.notify.domain.phrases import Phrase, Reach, split_words
from services.notify.domain.red_flags import Grade, Sign, WordList

FOLDER = Path(__file__).parent
# A Chinese character is a word of its own, so more of them stand between two.
CHINESE_REACH = Reach(one=2, few=6, near=6)


def load_red_flags(folder: Path = FOLDER) -> tuple[WordList, ...]:
    return tuple(_word_list(file) for file in sorted(folder.glob("red_flags.*.toml")))


def _word_list(file: Path) -> WordList:
    language = file.name.split(".")[1]
    written = tomllib.loads(file.read_text("utf-8"))
    reach = CHINESE_REACH if language == "zh" else Reach()
    return WordList(
        language=language,
        version=written["version"],
        signs=tuple(_sign(sign, reach) for sign in written["sign"]),
        negators=_plain(written["negators"]),
        between=_plain(written["between"]),
        doubts=_phrases(written["doubts"], reach),
        harmless=_phrases(written["harmless"], reach),
    )


def _sign(written: Mapping[str, Any], reach: Reach) -> Sign:
    grade = Grade(written["grade"])
    return Sign(
        name=written["name"],
        grade=grade,
        at_once=written.get("at_once", grade in {Grade.RED, Grade.CRISIS}),
        deniable=written.get("deniable", True),
        phrases=_phrases(written["phrases"], reach),
    )


def _phrases(written: Sequence[str], reach: Reach) -> tuple[Phrase, ...]:
    return tuple(Phrase(phrase, reach) for phrase in written)


def _plain(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for entry in words for word in split_words(entry).words)
