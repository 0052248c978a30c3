"""What a patient agrees to by ticking the box. The wording shown is kept with every consent."""

from dataclasses import dataclass

from services.booking.domain.catalogue import Location

# Raise it with any change of the wording below.
VERSION = "2026-11"
CATEGORIES = ("visit", "checkin")
ENGLISH = "en"

LABELS = {
    "en": "Text me about my visits, and ask me how I am afterwards",
    "es": "Envíenme mensajes de texto sobre mis citas y pregúntenme después cómo estoy",
    "zh": "请用短信通知我预约事宜，并在就诊后询问我的情况",
}
# What carriers and 47 CFR 64.1200 want said beside the box: who, how often, what it costs, how to
# end it, and that booking works without it.
TERMS = {
    "en": "Up to 3 texts a week from {name}. Message and data rates may apply."
    " Texts are not encrypted. Reply STOP to end, HELP for help. You can book without this.",
    "es": "Hasta 3 mensajes por semana de {name}. Pueden aplicarse tarifas de mensajes y datos."
    " Los mensajes no están cifrados. Responda STOP para no recibir más, HELP para recibir ayuda."
    " Puede reservar sin esto.",
    "zh": "{name} 每周最多发送 3 条短信。可能产生短信费和流量费。短信未加密。"
    "回复 STOP 停止接收，回复 HELP 获取帮助。不勾选也可以预约。",
}


@dataclass(frozen=True)
class ConsentGiven:
    wording: str
    version: str
    source: str  # "booking_page", "booking_api", "front_desk"
    categories: tuple[str, ...] = CATEGORIES


def terms(location: Location, language: str) -> str:
    return TERMS[_spoken(language)].format(name=location.text_name)


def wording(location: Location, language: str = ENGLISH) -> str:
    label = LABELS[_spoken(language)]
    return f"{label}. {terms(location, language)}"


def given(location: Location, source: str, language: str | None) -> ConsentGiven:
    """`language` is the one in which the box was read; unknown means English."""
    return ConsentGiven(wording(location, language or ENGLISH), VERSION, source)


def _spoken(language: str) -> str:
    return language if language in LABELS else ENGLISH
