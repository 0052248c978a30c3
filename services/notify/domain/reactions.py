"""Taps on a text of ours, which phones send as texts: "Liked “Harbor Clinic: ...”" (S-82)."""

import re

_QUOTED = r"[\"“”„«‘'].*[\"“”»’'…]"
_REACTIONS = (
    rf"(liked|loved|disliked|laughed at|emphasized|questioned)\s+({_QUOTED}|an image|an attachment)",
    rf"reacted\s+\S+\s+to\s+({_QUOTED}|an image|an attachment)",
    rf"removed\s+(an?|the)\s+.{{1,30}}\s+from\s+({_QUOTED}|an image|an attachment)",
)
_REACTION = re.compile("|".join(_REACTIONS), re.IGNORECASE | re.DOTALL)


def is_reaction(body: str) -> bool:
    return _REACTION.fullmatch(body.strip()) is not None
