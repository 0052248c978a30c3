"""python -m bench.zero_latency PORT: a carrier that takes every text at once and thinks of nothing.

`GET /` answers how many it took, and how many of them it had taken before.
"""

import asyncio
import sys
from collections.abc import Callable
from secrets import token_hex
from typing import cast
from urllib.parse import parse_qs, urlsplit

import uvloop

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


class Taken:
    """Attempts the carrier was asked to make."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self.count = 0

    def add(self, form: bytes) -> None:
        callback = parse_qs(form.decode())["StatusCallback"][0]
        self._seen.add(parse_qs(urlsplit(callback).query)["text"][0])
        self.count += 1

    @property
    def again(self) -> int:
        return self.count - len(self._seen)


class Line(asyncio.Protocol):
    """As much HTTP as an honest client needs: no more than one request at a time on a connection."""

    def __init__(self, taken: Taken) -> None:
        self._taken = taken
        self._heard = b""
        self._write: Callable[[bytes], None]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._write = cast("asyncio.WriteTransport", transport).write

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, end, rest = self._heard.partition(END_OF_HEAD)
        if end and len(rest) >= _length(head):
            self._heard = b""
            self._answer(head, rest)

    def _answer(self, head: bytes, form: bytes) -> None:
        if head.startswith(b"GET"):
            body = f'{{"taken": {self._taken.count}, "again": {self._taken.again}}}'
            self._write(_response(200, body))
            return
        self._taken.add(form)
        self._write(_response(201, f'{{"sid": "SM{token_hex(16)}", "status": "queued"}}'))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(LENGTH):
            return int(line.removeprefix(LENGTH))
    return 0


def _response(status: int, body: str) -> bytes:
    return (
        f"HTTP/1.1 {status} .\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def serve(port: int) -> None:
    taken = Taken()
    server = await asyncio.get_running_loop().create_server(lambda: Line(taken), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
