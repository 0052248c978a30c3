"""What a person is told after pressing a button whose work another service does."""

from datetime import datetime, timedelta
from typing import Any

from services.dashboard.owners import Answer, Sent
from services.dashboard.pages.formats import MINUTE, ago
from services.dashboard.pages.phrases import ANSWER
from services.dashboard.store.timeline import Change

# Its event is usually back in a tenth of this.
COMES_BACK = timedelta(seconds=1.5)
LATER = "Done. It will show here in a moment."


def told(answer: Answer, *, owner: str, shown: bool, done: str) -> dict[str, Any]:
    """The words for parts/told.html. `shown`: the change is in the read model already; then the
    page itself says it, and `done` is for those who listen to it.
    """
    if answer is not Answer.DONE:
        return {"problem": ANSWER[answer].format(owner=owner), "spoken": ""}
    return {"problem": "", "spoken": done if shown else LATER}


def refused(sent: Sent, *, owner: str) -> str:
    """Why it was not done: in the owner's words, where they tell more than ours."""
    ours = sent.answer not in {Answer.CHANGED, Answer.REFUSED} or sent.code == "changed_meanwhile"
    if ours or not sent.objection:
        return ANSWER[sent.answer].format(owner=owner)
    return f"{sent.objection}. Nothing was changed."


def changed_by(change: Change, now: datetime) -> str:
    """Who was quicker, and how long ago: the first question of whoever was slower."""
    who = change.actor_name or ("the patient" if change.actor == "patient" else "the system")
    seconds = max(int((now - change.at).total_seconds()), 0)
    since = f"{seconds} s ago" if seconds < MINUTE else ago(change.at, now)
    return f"Changed by {who} {since}. Look at what it says now, then decide."
