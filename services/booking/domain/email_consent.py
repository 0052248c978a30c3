"""What a patient agrees to by typing an e-mail address. The wording shown is kept with it."""

from services.booking.domain.catalogue import Location

# Raise it with any change of the wording below.
VERSION = "2026-11"
ENGLISH = "en"

# Who, what for, how to end it, who else might read it, and that booking works without it.
WORDINGS = {
    "en": "If you give one, {name} writes to it when texts are off or cannot reach you: to confirm"
    " this visit, to remind you, and when it changes. E-mail is not private: who can open your"
    " mailbox can read it. Each reminder has a link to stop. You can book without this.",
    "es": "Si nos da una, {name} le escribirá cuando no quiera o no pueda recibir mensajes de texto:"
    " para confirmar esta cita, recordársela y avisarle de cambios. El correo no es privado: quien"
    " abra su buzón puede leerlo. Cada recordatorio trae un enlace para no recibir más. Puede"
    " reservar sin esto.",
    "zh": "如果填写，当您不接收或收不到短信时，{name} 会发邮件确认本次预约、提醒您并通知变更。"
    "电子邮件并不保密：能打开您邮箱的人都能看到。每封提醒邮件都有停止接收的链接。不填写也可以预约。",
}


def wording(location: Location, language: str | None = ENGLISH) -> str:
    """In the language it was read in; unknown means English."""
    spoken = language if language in WORDINGS else ENGLISH
    return WORDINGS[spoken].format(name=location.text_name)
