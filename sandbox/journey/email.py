"""A patient who agreed to e-mails and to no texts, and what comes to their mailbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.journey.booking import ask_for_visit
from sandbox.journey.phone import unused_number
from sandbox.journey.steps import Step
from sandbox.journey.story import Story

NAME = "Ben Ortiz"
ADDRESS = "ben.ortiz@example.com"


@dataclass(frozen=True)
class Mail:
    """`calendar` is the visit as a file, where there is one."""

    number: int
    subject: str
    at: datetime
    calendar: str | None


async def list_mails(story: Story) -> list[Mail]:
    """All that came for Ben since this story began, oldest first."""
    answer = await story.mails.get("/api/mails", params={"to": ADDRESS})
    answer.raise_for_status()
    return [mail for mail in map(_mail, answer.json()) if mail.number > story.mails_before]


async def books_without_texts(story: Story) -> None:
    """The same idempotency key however often it is tried. Raises httpx.HTTPError."""
    number = await unused_number(story.phone.http)
    await ask_for_visit(
        story,
        {"name": NAME, "phone": number, "email": ADDRESS},
        f"{story.idempotency_key}-by-email",
        email_consent=True,
    )


async def confirmation_came(story: Story) -> bool:
    return any(mail.calendar for mail in await list_mails(story))


def _mail(found: dict[str, Any]) -> Mail:
    at = datetime.fromisoformat(found["received_at"])
    return Mail(found["number"], found["subject"], at, found["calendar"])


BY_EMAIL = (
    Step("another patient, who wants no texts, books", books_without_texts, confirmation_came),
)
