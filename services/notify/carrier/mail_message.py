"""An e-mail as it goes over the wire (RFC 5322): plain words, the same as HTML, the visit's file."""

import html
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from services.notify.carrier.contract import OutgoingMail

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:]")
_PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>{title}</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 36em; margin: 0 auto; padding: 1em">
{body}
</body>
</html>
"""


def message_id(mail: OutgoingMail, sender: str) -> str:
    """The same for every try, so that who got it twice sees it once."""
    return f"<{mail.text_id}@{sender.partition('@')[2]}>"


def write_message(mail: OutgoingMail, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(mail.from_name, addr_spec=sender)
    message["To"] = Address(addr_spec=mail.address)
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = message_id(mail, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation message comes back
    if mail.unsubscribe_url:  # RFC 8058
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body)
    message.add_alternative(_as_html(mail), subtype="html")
    if mail.calendar:
        message.add_attachment(
            mail.calendar,
            maintype="text",
            subtype="calendar",
            filename="visit.ics",
            params={"method": mail.method, "charset": "utf-8"},
        )
    return message


def _as_html(mail: OutgoingMail) -> str:
    paragraphs = (f"<p>{_paragraph(part)}</p>" for part in mail.body.strip().split("\n\n"))
    return _PAGE.format(
        language=html.escape(mail.language),
        title=html.escape(mail.subject),
        body="\n".join(paragraphs),
    )


def _paragraph(text: str) -> str:
    escaped = html.escape(text, quote=False)
    linked = _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escaped)
    return linked.replace("\n", "<br>\n")
