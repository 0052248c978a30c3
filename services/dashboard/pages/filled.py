"""What a form says: read field by field, with what is wrong kept by field."""

from datetime import date
from typing import Self

from starlette.datastructures import FormData


class Filled:
    """`errors` gathers what cannot be used, in the order in which it was read."""

    def __init__(self, form: FormData) -> None:
        self.errors: dict[str, str] = {}
        self.said: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            self.said.setdefault(name, []).append(value.strip() if isinstance(value, str) else "")

    @classmethod
    def empty(cls, **said: str) -> Self:
        """Before anybody has typed: what the fields begin with."""
        return cls(FormData(said))

    def text(self, name: str, otherwise: str = "") -> str:
        return self.said.get(name, [otherwise])[0]

    def texts(self, name: str) -> list[str]:
        return self.said.get(name, [])

    def needed(self, name: str, problem: str) -> str:
        if not self.text(name):
            self.errors[name] = problem
        return self.text(name)

    def number(self, name: str, least: int, most: int, problem: str) -> int:
        """`least` stands in where it is none of those."""
        try:
            number = int(self.text(name).replace("−", "-"))
        except ValueError:
            number = least - 1
        if least <= number <= most:
            return number
        self.errors[name] = problem
        return least

    def day(self, name: str, problem: str) -> date | None:
        """None when nothing, or no day, is there; only the latter is a problem."""
        if not self.text(name):
            return None
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            self.errors[name] = problem
            return None
