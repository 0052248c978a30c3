"""Reads on how many of the last seven days there was pain."""

import re
from dataclasses import replace

from services.followup.domain.reading.folding import fold
from services.followup.domain.reading.reader import Reading, ReadingKind, Reason, read
from shared.events.outreach import Answer

WEEK = 7
EVERY_DAY = re.compile(
    r"[\s,.!]*(?:(?:pretty much|almost)?\s*(?:every ?day|daily|each day|all(?: of them| week| 7| seven)?)"
    r"|todos(?: los dias)?|cada dia|diario|每天|天天)(?: days?)?[\s,.!]*"
)
SOFTENED = re.compile(r"pretty much|almost")
NO_DAY = re.compile(r"[\s,.!]*(?:no days?|none|ningun dia|ninguno|没有)[\s,.!]*")
# Said beside the number, it changes nothing: "3 days", "3/7", "3 out of 7 days".
OUT_OF_A_WEEK = re.compile(r"(?<=\d)\s*(?:/|out of|of|de)\s*7\b")
UNIT = re.compile(
    r"(?<=[\da-z一二三四五六七])\s*(?:days?|dias?|天)(?: (?:this|last|a|in the) (?:past )?week)?"
)


def read_days(text: str, language: str) -> Reading:
    """A reading whose score is a number of days, 0-7."""
    folded = fold(text.strip()).text
    if EVERY_DAY.fullmatch(folded) and not SOFTENED.search(folded):
        return Reading(ReadingKind.SCORE, WEEK, WEEK)
    if NO_DAY.fullmatch(folded):
        return Reading(ReadingKind.SCORE, 0, 0)
    bare = UNIT.sub("", OUT_OF_A_WEEK.sub("", folded))
    reading = read(bare, Answer.SCORE, language)
    if reading.high is not None and reading.high > WEEK:
        return Reading(ReadingKind.OUT_OF_RANGE, reason=Reason.OUT_OF_RANGE, words=text)
    return replace(reading, words=text) if reading.words else reading
