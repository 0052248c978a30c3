"""So many a second on average, and at most a second's worth at once."""

from math import floor


class Bucket:
    """Starts empty. Times are seconds of any one clock that does not go back."""

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._tokens = 0.0
        self._at = now

    def take(self, wanted: int, now: float) -> int:
        """As many of them as there are."""
        most = max(self._rate, 1.0)
        self._tokens = min(most, self._tokens + (now - self._at) * self._rate)
        self._at = now
        taken = max(0, min(wanted, floor(self._tokens)))
        self._tokens -= taken
        return taken

    def owe(self, tokens: float) -> None:
        """Taken already, and counted only now."""
        self._tokens -= tokens

    def empty(self, now: float) -> None:
        self._tokens, self._at = 0.0, now
