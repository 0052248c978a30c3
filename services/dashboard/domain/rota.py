"""Taking over a turn on the rota, and exchanging two."""

from collections.abc import Sequence


def first_of(rota: Sequence[str], staff_id: str) -> list[str]:
    """They are told first; the others keep their order behind them."""
    return [staff_id, *(each for each in rota if each != staff_id)]
