"""The e-mails that came, as files in one directory: what came stays over a restart."""

import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

SUFFIX = ".eml"


@dataclass(frozen=True)
class Mail:
    """`number` counts from 1 in the order of arrival. `recipient` is the envelope's."""

    number: int
    received_at: datetime
    recipient: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or "")

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "").strip()

    @property
    def stop_link(self) -> str:
        """The address in List-Unsubscribe."""
        return str(self.message["List-Unsubscribe"] or "").strip("<> ")

    @property
    def text(self) -> str:
        return self._content("plain")

    @property
    def html(self) -> str:
        return self._content("html")

    @property
    def calendar(self) -> bytes | None:
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                content = part.get_payload(decode=True)
                return content if isinstance(content, bytes) else None
        return None

    def _content(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


class Mailbox:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._mails = {mail.number: mail for mail in map(_read, sorted(directory.glob("*.eml")))}

    def add(self, recipient: str, raw: bytes, at: datetime) -> Mail:
        mail = Mail(self.last_number + 1, at, recipient, raw)
        name = f"{mail.number:06}-{at.astimezone(UTC):%Y%m%dT%H%M%S}{SUFFIX}"
        # As mail servers note it: the envelope is no part of the message.
        envelope = f"X-Envelope-To: {recipient}\r\n".encode()
        (self._directory / name).write_bytes(envelope + raw)
        self._mails[mail.number] = mail
        return mail

    @property
    def last_number(self) -> int:
        return max(self._mails, default=0)

    def list_latest(self, limit: int = 200) -> Sequence[Mail]:
        return sorted(self._mails.values(), key=lambda mail: -mail.number)[:limit]

    def list_to(self, address: str) -> Sequence[Mail]:
        """In the order they came."""
        return [m for m in self._mails.values() if m.recipient.lower() == address.lower()]

    def find(self, number: int) -> Mail | None:
        return self._mails.get(number)

    def clear(self) -> None:
        for file in self._directory.glob(f"*{SUFFIX}"):
            file.unlink()
        self._mails.clear()


def _read(file: Path) -> Mail:
    number, _, moment = file.stem.partition("-")
    envelope, _, raw = file.read_bytes().partition(b"\r\n")
    at = datetime.strptime(moment, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return Mail(int(number), at, envelope.decode().removeprefix("X-Envelope-To: "), raw)
