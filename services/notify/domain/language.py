"""Which language to answer in when only the text itself is there to judge by."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_SPANISH = re.compile(
    r"[¿¡ñ]|\b(el|la|los|no puedo|me duele|dolor|tengo|estoy|gracias|hola|por favor|quiero|cita)\b",
    re.IGNORECASE,
)


def guess_language(body: str) -> str:
    if _HAN.search(body):
        return "zh"
    return "es" if _SPANISH.search(body) else "en"
