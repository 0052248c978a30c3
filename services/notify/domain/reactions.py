"""Taps on a text of ours, which phones send as texts: "Liked “Harbor Clinic: ...”" (S-82)."""

import re

_QUOTED = r"[\"“”„«‘'「].*[\"“”»’'…」]"
_THING = rf"({_QUOTED}|an image|an attachment)"
# What Android puts around a sign that it could not show.
_JOINER = "[\\s\u200b-\u200d\ufe0f]{0,4}"
_ENGLISH = (
    rf"(liked|loved|disliked|laughed at|emphasized|questioned)\s+{_THING}",
    rf"reacted\s+\S+\s+to\s+{_THING}",
    rf"removed\s+(an?|the)\s+.{{1,30}}\s+from\s+{_THING}",
    rf"{_JOINER}[^\w\s\"“]{{1,8}}{_JOINER}to\s+{_QUOTED}",
)
_SPANISH = (
    rf"(a\s+\S+\s+)?(no\s+)?le\s+(gustó|encantó)\s+{_QUOTED}",
    rf"(se\s+ri[oó]\s+de|enfatizó|destacó|cuestionó)\s+{_QUOTED}",
    rf"reaccionó\s+(con\s+)?\S+\s+a\s+{_QUOTED}",
    rf"(quitó|eliminó)\s+.{{1,40}}\s+(de|a)\s+{_QUOTED}",
)
_CHINESE = (
    rf"(不?喜欢|不?喜歡|赞|讚|爱|愛|踩|大笑|强调|強調|质疑|質疑)了?\s*{_QUOTED}",
    rf"(使?用)?\S{{1,4}}(回应|回應)了?\s*{_QUOTED}",
    rf"(取消|移除)了?.{{1,12}}{_QUOTED}.{{0,6}}",
)
_REACTION = re.compile("|".join(_ENGLISH + _SPANISH + _CHINESE), re.IGNORECASE | re.DOTALL)


def is_reaction(body: str) -> bool:
    return _REACTION.fullmatch(body.strip()) is not None
