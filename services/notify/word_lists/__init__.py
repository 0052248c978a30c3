"""The lists of words that are looked for in patients' texts: one file a language and purpose."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.notify.domain.phrases import Phrase, Reach, split_words
from services.notify.domain.red_flags import Grade, Sign, WordList
from services.notify.domain.sayings import Saying, Sayings

FOLDER = Path(__file__).parent
# A Chinese character is a word of its own, so more of them stand between two.
CHINESE_REACH = Reach(one=2, few=6, near=6)


def load_red_flags(folder: Path = FOLDER) -> tuple[WordList, ...]:
    return tuple(_word_list(file) for file in sorted(folder.glob("red_flags.*.toml")))


def _word_list(file: Path) -> WordList:
    language = file.name.split(".")[1]
    written = tomllib.loads(file.read_text("utf-8"))
    reach = _reach(file)
    return WordList(
        language=language,
        version=written["version"],
        signs=tuple(_sign(sign, reach) for sign in written["sign"]),
        negators=_plain(written["negators"]),
        either=_plain(written["either"]),
        between=_plain(written["between"]),
        doubts=_phrases(written["doubts"], reach),
        denials=_phrases(written["denials"], reach),
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


def load_sayings(folder: Path = FOLDER) -> Sayings:
    files = sorted(folder.glob("sayings.*.toml"))
    written = [(file, tomllib.loads(file.read_text("utf-8"))) for file in files]

    def of(name: str) -> tuple[Saying, ...]:
        return tuple(_saying(content[name], _reach(file)) for file, content in written)

    return Sayings(of("opt_out"), of("wrong_number"), of("cancel_wish"))


def load_forbidden(folder: Path = FOLDER) -> dict[str, tuple[Phrase, ...]]:
    """What no text may name, by what that would give away."""
    written = tomllib.loads((folder / "forbidden.toml").read_text("utf-8"))
    return {because: _phrases(phrases, Reach()) for because, phrases in written.items()}


def _saying(written: Mapping[str, Any], reach: Reach) -> Saying:
    return Saying(
        phrases=_phrases(written["phrases"], reach),
        whole=frozenset(split_words(text).words for text in written["whole"]),
        unless=_phrases(written["unless"], reach),
    )


def _reach(file: Path) -> Reach:
    return CHINESE_REACH if file.name.split(".")[1] == "zh" else Reach()
