"""The files of the repository, and what a rule is."""

import ast
import functools
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[3]
PRODUCT = ("services", "shared", "sandbox")


@dataclass(frozen=True)
class Source:
    path: str  # from the repository's root, with slashes
    text: str

    @functools.cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @functools.cached_property
    def parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts

    @property
    def stem(self) -> str:
        return PurePosixPath(self.path).stem

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def matching_lines(self, matches: Callable[[str], object]) -> Iterator[int]:
        for number, line in enumerate(self.text.splitlines(), 1):
            if matches(line):
                yield number


def example(text: str, path: str = "services/booking/handlers/example.py") -> Source:
    return Source(path, text)


@dataclass(frozen=True)
class Rule:
    """`finds` yields the lines that break it; `besides` are the files that may, and why.
    `broken` is what it must catch and `kept` what it must let be: without them, a rule that finds
    nothing would look like one that is kept.
    """

    name: str
    instead: str
    finds: Callable[[Source], Iterable[int]]
    where: Callable[[Source], bool]
    broken: tuple[Source, ...]
    kept: tuple[Source, ...] = ()
    besides: Mapping[str, str] = field(default_factory=dict)

    def offences(self, source: Source) -> list[str]:
        if not self.where(source):
            return []
        return [f"{source.path}:{line}" for line in self.finds(source)]


def product_python(source: Source) -> bool:
    return source.parts[0] in PRODUCT and source.path.endswith(".py")


def service_python(source: Source) -> bool:
    return source.parts[0] in ("services", "shared") and source.path.endswith(".py")


@functools.cache
def tracked() -> tuple[Source, ...]:
    """Every text file that is, or is about to be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(_read(listed.split("\0")))


def _read(paths: Iterable[str]) -> Iterator[Source]:
    for path in sorted(set(paths)):
        file = ROOT / path
        if not path or not file.is_file():
            continue
        content = file.read_bytes()
        if b"\0" not in content:
            yield Source(path, content.decode("utf-8"))
