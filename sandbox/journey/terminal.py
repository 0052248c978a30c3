"""The journey as a person watches it: what happens, and the conversation on the phone."""

import textwrap

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

    async def watch(self, step: Step) -> None:
        if step is not self._step:
            self._step = step
            now = self._story.clock.now().astimezone(self._story.zone)
            print(f"\n{now:%a %d %b %H:%M}  {step.name}", flush=True)
        bubbles = await self._story.phone.bubbles()
        for bubble in bubbles[self._shown :]:
            print("\n".join(drawn(bubble, f"{bubble.at.astimezone(self._story.zone):%H:%M}")))
        self._shown = max(self._shown, len(bubbles))


def drawn(bubble: Bubble, clock: str) -> list[str]:
    """The clinic's texts on the left, the patient's on the right."""
    lines = textwrap.wrap(bubble.body, BUBBLE - 4) or [""]
    width = max(map(len, [*lines, clock]))
    box = [f"╭{'─' * (width + 2)}╮", *(f"│ {line:<{width}} │" for line in lines)]
    box.append(f"╰{f' {clock} '.rjust(width + 2, '─')}╯")
    indent = WIDTH - width - 4 if bubble.mine else MARGIN
    return [" " * indent + line for line in box]


def outcome(played: list[Played], counted: dict[str, int]) -> str:
    rows = [f"  ✓ {each.step.name:<40}{each.seconds:6.1f} s" for each in played]
    texts = [f"  {times} × {kind}" for kind, times in counted.items()]
    return "\n".join(
        ["", "What happened", *rows, "", "Texts, each exactly as often as it should", *texts, ""]
    )
