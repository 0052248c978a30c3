"""Twilio's message list: filters, pages and the addresses of the next one."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from sandbox.phones.errors import RefusedError
from sandbox.phones.texts import Text, from_row

_DEFAULT_PAGE, _LARGEST_PAGE = 50, 1000


@dataclass(frozen=True)
class Query:
    """Instants are inclusive epoch seconds. `token` is PA<sid> (after) or PB<sid> (before)."""

    to: str | None
    sender: str | None
    sent_from: int | None
    sent_until: int | None
    page_size: int
    page: int
    token: str | None
    filters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    texts: list[Text]
    older: bool
    newer: bool


def parse_query(params: dict[str, str]) -> Query:
    """Raises RefusedError for a value Twilio would not understand."""
    names = ("To", "From", "DateSent", "DateSent<", "DateSent>")
    exact = _span(params.get("DateSent"))
    until, since = _span(params.get("DateSent<")), _span(params.get("DateSent>"))
    return Query(
        to=params.get("To"),
        sender=params.get("From"),
        sent_from=max((span[0] for span in (exact, since) if span), default=None),
        sent_until=min((span[1] for span in (exact, until) if span), default=None),
        page_size=min(_whole(params, "PageSize", _DEFAULT_PAGE, least=1), _LARGEST_PAGE),
        page=_whole(params, "Page", 0, least=0),
        token=params.get("PageToken"),
        filters=tuple((name, params[name]) for name in names if name in params),
    )


def fetch(conn: sqlite3.Connection, query: Query) -> Page:
    """Newest first, as Twilio lists them."""
    wanted = query.page_size + 1
    backwards = bool(query.token and query.token.startswith("PB"))
    order = "asc" if backwards else "desc"
    skipped = 0 if query.token else query.page * query.page_size
    rows = conn.execute(
        "select * from texts where direction not in ('carrier', 'refused')"  # noqa: S608 - `order` is ours
        " and (:to is null or recipient = :to) and (:sender is null or sender = :sender)"
        " and (:sent_from is null or sent_at >= :sent_from)"
        " and (:sent_until is null or sent_at <= :sent_until)"
        " and (:older_than is null or id < (select id from texts where sid = :older_than))"
        " and (:newer_than is null or id > (select id from texts where sid = :newer_than))"
        f" order by id {order} limit :wanted offset :skipped",
        {
            "to": query.to,
            "sender": query.sender,
            "sent_from": query.sent_from,
            "sent_until": query.sent_until,
            "older_than": None if backwards or not query.token else query.token[2:],
            "newer_than": query.token[2:] if backwards and query.token else None,
            "wanted": wanted,
            "skipped": skipped,
        },
    ).fetchall()
    found = [from_row(row) for row in rows[: query.page_size]]
    more = len(rows) == wanted
    if backwards:
        return Page(found[::-1], older=True, newer=more)
    return Page(found, older=more, newer=query.page > 0)


def page_json(base: str, query: Query, page: Page) -> dict[str, int | str | None]:
    start = query.page * query.page_size
    older = f"PA{page.texts[-1].sid}" if page.older else None
    newer = f"PB{page.texts[0].sid}" if page.newer and page.texts else None
    return {
        "page": query.page,
        "page_size": query.page_size,
        "start": start,
        "end": start + max(len(page.texts) - 1, 0),
        "uri": _uri(base, query, query.page, query.token),
        "first_page_uri": _uri(base, query, 0, None),
        "next_page_uri": _uri(base, query, query.page + 1, older) if older else None,
        "previous_page_uri": _uri(base, query, query.page - 1, newer) if newer else None,
    }


def _uri(base: str, query: Query, page: int, token: str | None) -> str:
    pairs = [*query.filters, ("PageSize", str(query.page_size)), ("Page", str(page))]
    return f"{base}?{urlencode([*pairs, *([('PageToken', token)] if token else [])])}"


def _span(value: str | None) -> tuple[int, int] | None:
    """First and last second a filter value means: a whole GMT day, or one instant."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise RefusedError(20001, "DateSent") from error
    start = at if at.tzinfo else at.replace(tzinfo=UTC)
    length = timedelta(days=1, seconds=-1) if len(value) == len("2026-01-31") else timedelta()
    return int(start.timestamp()), int((start + length).timestamp())


def _whole(params: dict[str, str], name: str, default: int, least: int) -> int:
    value = params.get(name)
    if value is None:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise RefusedError(20001, name)
    return int(value)
