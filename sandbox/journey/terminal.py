"""The journey as a person watches it: what happens, the conversation on the phone, the e-mail."""

import textwrap

from sandbox.journey.email import ADDRESS, Mail, list_mails
from sandbox.journey.phone import Bubble
from sandbox.journey.play import Played
from sandbox.journey.steps import Step
from sandbox.journey.story import Story

WIDTH = 78
BUBBLE = 46
MARGIN = 4


class Screen:
    def __init__(self, story: Story) -> None:
        self._story = story
        self._step: Step | None = None
        self._shown = 0
        self._mails_shown = 0

    async def watch(self, step: Step) -> None:
        if step is not self._step:
            self._step = step
            now = self._story.clock.now().astimezone(self._story.zone)
            print(f"\n{now:%a %d %b %H:%M}  {step.name}", flush=True)
        bubbles = await self._story.phone.bubbles()
        for bubble in bubbles[self._shown :]:
            print("\n".join(drawn(bubble, f"{bubble.at.astimezone(self._story.zone):%H:%M}")))
        self._shown = max(self._shown, len(bubbles))
        await self._watch_mails()

    async def _watch_mails(self) -> None:
        mails = await list_mails(self._story)
        for mail in mails[self._mails_shown :]:
            page = self._story.layout.url("mails", f"/mails/{mail.number}")
            print("\n".join(enveloped(mail, page)), flush=True)
        self._mails_shown = max(self._mails_shown, len(mails))


def drawn(bubble: Bubble, clock: str) -> list[str]:
    """The clinic's texts on the left, the patient's on the right."""
    lines = textwrap.wrap(bubble.body, BUBBLE - 4) or [""]
    width = max(map(len, [*lines, clock]))
    box = [f"╭{'─' * (width + 2)}╮", *(f"│ {line:<{width}} │" for line in lines)]
    box.append(f"╰{f' {clock} '.rjust(width + 2, '─')}╯")
    indent = WIDTH - width - 4 if bubble.mine else MARGIN
    return [" " * indent + line for line in box]


def enveloped(mail: Mail, page: str) -> list[str]:
    """`page` shows it as a mail program would."""
    lines = [f"✉ to {ADDRESS}", f"  {mail.subject}"]
    if mail.calendar:
        lines.append("  with the visit as a calendar file (visit.ics)")
    return [" " * MARGIN + line for line in [*lines, f"  {page}"]]


def outcome(played: list[Played], counted: dict[str, int]) -> str:
    rows = [f"  ✓ {each.step.name:<40}{each.seconds:6.1f} s" for each in played]
    texts = [f"  {times} × {kind}" for kind, times in counted.items()]
    return "\n".join(
        ["", "What happened", *rows, "", "Texts, each exactly as often as it should", *texts, ""]
    )
