"""When something a patient says, or does not say, is a case, and how grave (CLINIC.md D.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.followup.domain.alerts import Finding
from services.followup.domain.reading import ReactionKind, ReactionReading
from services.followup.domain.reading.signs import RED_CODES
from shared.events.alerts import Grade

SEVERE_SCORE = 8
RISE_POINTS = 2
AFTER_NEEDLING = timedelta(hours=72)
# With no treatment for so long a bad score is looked at in the ordinary review (S-117).
UNDER_TREATMENT = timedelta(days=14)
# A bruise on these is a same-day call (CLINIC.md D.4, D.7).
BLEEDS_EASILY = frozenset({"blood_thinners", "bleeding_disorder"})
# A silence is worrying when the last word before it was bad and not long ago (choice).
BAD_SCORE_HOLDS = timedelta(days=14)


@dataclass(frozen=True)
class Background:
    """What a score is judged against. `before` is the score before the last treatment, or before
    needles of the last 72 hours where that was lower; without such a score, the baseline.
    """

    treated_at: datetime | None = None
    needled_at: datetime | None = None
    before: int | None = None

    def just_needled(self, at: datetime) -> bool:
        return self.needled_at is not None and at - self.needled_at <= AFTER_NEEDLING

    def under_treatment(self, at: datetime) -> bool:
        return self.treated_at is not None and at - self.treated_at <= UNDER_TREATMENT


def judge_score(highest: int, at: datetime, background: Background) -> list[Finding]:
    """`highest` is the score, or the upper end of a range."""
    found = []
    if highest >= SEVERE_SCORE:
        grade = Grade.ORANGE if background.under_treatment(at) else Grade.YELLOW
        found.append(Finding("score_8_or_more", grade))
    if background.before is not None and highest - background.before >= RISE_POINTS:
        if background.just_needled(at):
            found.append(Finding("rise_after_needling", Grade.ORANGE))
        else:
            found.append(Finding("rise", Grade.YELLOW))
    return found


def judge_reaction(reading: ReactionReading, flags: frozenset[str] = frozenset()) -> Finding | None:
    """A mild one is asked about again; what cannot be read, or denies a grave sign, is looked at
    by a person (S-115). `flags` are those of the visit.
    """
    if reading.grade in {Grade.RED, Grade.ORANGE}:
        return Finding("reaction", reading.grade, signs=reading.signs)
    if BLEEDS_EASILY & flags and "bruise" in reading.signs:
        return Finding("bruise_on_blood_thinners", Grade.ORANGE, signs=reading.signs)
    if RED_CODES & set(reading.denied):
        return Finding("sign_denied", Grade.YELLOW, signs=reading.denied)
    if reading.kind is ReactionKind.UNCLEAR:
        return Finding("reaction_unclear", Grade.YELLOW)
    return None


def judge_words(reading: ReactionReading) -> Finding | None:
    """Of what was said beside a score: only signs count there."""
    if reading.grade in {Grade.RED, Grade.ORANGE}:
        return Finding("sign_in_words", reading.grade, signs=reading.signs)
    return None


def judge_help(at: datetime, *, question_open: bool, background: Background) -> Finding | None:
    """HELP gets the carrier's answer; here it may be distress (S-118)."""
    if question_open or background.just_needled(at):
        return Finding("help_texted", Grade.ORANGE)
    return None


def judge_silence(
    last_score: int | None, scored_at: datetime | None, at: datetime
) -> Finding | None:
    """No answer to a question that reached the patient, after a bad score."""
    if last_score is None or scored_at is None or last_score < SEVERE_SCORE:
        return None
    if at - scored_at > BAD_SCORE_HOLDS:
        return None
    return Finding("silence_after_bad_score", Grade.ORANGE)
