"""What complaints, signs, rules and questions are called at the desk."""

RULE = {
    "score_8_or_more": "Pain of 8 or more",
    "rise": "Pain has risen by 2 or more",
    "rise_after_needling": "Pain has risen soon after needling",
    "reaction": "Reaction after treatment",
    "reaction_unclear": "A reaction that could not be read",
    "bruise_on_blood_thinners": "Bruise while on blood thinners",
    "sign_denied": "Wrote of a grave sign, and that it is not there",
    "sign_in_words": "Wrote of a sign beside the score",
    "help_texted": "Texted HELP",
    "silence_after_bad_score": "Silent after a bad score",
    "red_flag": "Wrote of a danger sign",
    "crisis": "May want to harm themselves",
}

CHECKIN_KIND = {
    "day_1": "Check-in, day 1",
    "day_3": "Check-in, day 3",
    "weekly": "Weekly check-in",
    "fortnightly": "Check-in every other week",
    "days": "Days with pain",
    "peg_course": "PEG during the course",
    "peg_end": "PEG at the end",
    "peg_3_months": "PEG after 3 months",
    "peg_12_months": "PEG after 12 months",
}

COMPLAINT = {
    "low_back": "Low back pain",
    "back": "Back pain",
    "neck": "Neck pain",
    "shoulder": "Shoulder pain",
    "joints": "Joint pain",
    "migraine": "Migraine",
    "headache": "Headaches",
    "fibromyalgia": "Fibromyalgia",
    "other": "Other pain",
}

SIGN = {
    "trouble_breathing": "trouble breathing",
    "one_sided_weakness": "weakness on one side",
    "bladder_or_bowel": "loss of bladder or bowel control",
    "needle_left": "a needle left in",
    "infected_site": "signs of infection",
    "flare": "more pain than before",
    "itch": "itching or a rash",
}

UNCLEAR = {
    "range": "a range, not one number",
    "several_numbers": "several numbers",
    "out_of_range": "a number outside 0 to 10",
    "no_number": "no number",
    "not_an_answer": "not an answer to the question",
    "doubtful": "it could mean more than one thing",
    "reaction": "what was noticed after the treatment needs a person to read it",
    "unasked": "a number nobody had asked for",
}

CALL_REASON = {
    "silent": "No answer to the check-in, also when asked again",
    "unreadable": "The answer could not be read, also when asked again",
}


CASE = {
    "opened": "Opened",
    "found": "Another reason was found",
    "call_now": "Texts do not reach the patient",
    "paged": "Told by text",
    "page_held": "Not told: too many texts in that hour",
    "seen": "Seen",
    "acknowledged": "Taken in hand",
    "closed": "Closed",
}


def signs_in_words(codes: list[str]) -> str:
    return ", ".join(SIGN.get(code, code.replace("_", " ")) for code in codes)
