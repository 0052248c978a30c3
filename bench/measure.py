"""Figures beside the machine's own limit, measured in the same run."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measurement. `limit` is what this machine does with nothing of ours in the way."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    limit_is: str = ""

    def __str__(self) -> str:
        text = f"  {self.what:<44} {self.value:>12,.1f} {self.unit}"
        if self.limit:
            text += f"   {self.value / self.limit:6.2f} of {self.limit:,.{2 if self.limit < 10 else 0}f}: {self.limit_is}"
        return text


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0-1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def percentiles(what: str, seconds: Sequence[float]) -> list[Line]:
    return [
        Line(f"{what}, p50", statistics.median(seconds) * 1000, "ms"),
        Line(f"{what}, p99", quantile(seconds, 0.99) * 1000, "ms"),
    ]
