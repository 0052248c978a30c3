"""What a browser would send of a form on a page, without running it."""

from html.parser import HTMLParser

Fields = dict[str, list[str]]


class _Form(HTMLParser):
    """The fields of the first form whose address ends as asked."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._action = action
        self._inside = self._found = False
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and not self._found and said.get("action", "").endswith(self._action):
            self._inside = self._found = True
        if not self._inside:
            return
        name = said.get("name", "")
        if tag == "input" and name and said.get("type") not in {"submit", "button"}:
            if said.get("type") not in {"checkbox", "radio"} or "checked" in said:
                self.fields.setdefault(name, []).append(said.get("value", ""))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((said.get("value", ""), "selected" in said))
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]

    def handle_data(self, data: str) -> None:
        if self._inside and self._area:
            self.fields[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select and self._options:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            self.fields[self._select] = chosen or [self._options[0][0]]
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "form":
            self._inside = False


def fields_of(page: str, action: str) -> Fields:
    form = _Form(action)
    form.feed(page)
    assert form.fields, f"the page has no form to {action}"
    return form.fields
