"""What the page says, in the languages of the texts."""

from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT = "en"
LANGUAGES = {"en": "English", "es": "Español", "zh": "中文"}


@dataclass(frozen=True)
class Words:
    title: str
    lead: str
    still: str
    stop: str
    done_title: str
    done: str
    unknown_title: str
    unknown: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        title="No more reminders by e-mail?",
        lead="We will send no more reminders to the address that got the e-mail with this link.",
        still="You still get an e-mail when a visit is booked, moved or cancelled.",
        stop="Stop the reminders",
        done_title="No more reminders",
        done="You will get no more reminders by e-mail. To have them again, give us your address the"
        " next time you book, or call us.",
        unknown_title="This link does not work",
        unknown="It may have been cut off in your e-mail, or it is too old. Please call us.",
    ),
    "es": Words(
        title="¿No más recordatorios por correo?",
        lead="No enviaremos más recordatorios a la dirección que recibió el correo con este enlace.",
        still="Seguirá recibiendo un correo cuando se reserve, cambie o cancele una cita.",
        stop="No enviar más recordatorios",
        done_title="No más recordatorios",
        done="No recibirá más recordatorios por correo. Para volver a recibirlos, denos su dirección"
        " la próxima vez que reserve, o llámenos.",
        unknown_title="Este enlace no funciona",
        unknown="Quizá se cortó en su correo o es demasiado antiguo. Por favor llámenos.",
    ),
    "zh": Words(
        title="不再接收邮件提醒？",
        lead="我们将不再向收到此链接邮件的地址发送提醒。",
        still="预约、改期或取消时，您仍会收到邮件。",
        stop="停止提醒",
        done_title="已停止提醒",
        done="您将不再收到邮件提醒。如需恢复，请在下次预约时填写邮箱，或致电我们。",
        unknown_title="此链接无效",
        unknown="链接可能在邮件中被截断，或已过期。请致电我们。",
    ),
}
