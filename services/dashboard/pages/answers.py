"""What a person is told after pressing a button whose work another service does."""

from datetime import timedelta
from typing import Any

from services.dashboard.owners import Answer
from services.dashboard.pages.phrases import ANSWER

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
