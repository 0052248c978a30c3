"""What the repository may not know: the machine it was made on and where packages come from."""

import re
from collections.abc import Iterator

from tests.contract.house.source import Rule, Source, example

# Joined here, so that this file does not hold what it looks for.
REGISTRIES = tuple(
    ".".join(words)
    for words in (
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("files", "pythonhosted", "org"),
        ("pypi", "org"),
        ("repo1", "maven", "org"),
        ("repo", "maven", "apache", "org"),
        ("deb", "debian", "org"),
    )
)
_INDEX = re.compile(r"^\s*(--(extra-)?index-url|--find-links|--trusted-host|-i |registry\s*=)")
_MACHINE = re.compile(r"(?<![\w.:/-])/(work|root|farm|Users/\w+|home/(?!meridian\b)\w+)/")
_RESOLVED = re.compile(r'^\s*"resolved"\s*:')
_PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==\S+ \\")


def _registries(source: Source) -> Iterator[int]:
    configures = not source.path.endswith(".py")
    return source.matching_lines(
        lambda line: any(host in line for host in REGISTRIES) or (configures and _INDEX.match(line))
    )


def _machine_paths(source: Source) -> Iterator[int]:
    return source.matching_lines(_MACHINE.search)


def _resolved(source: Source) -> Iterator[int]:
    return source.matching_lines(_RESOLVED.match)


def _without_hash(source: Source) -> Iterator[int]:
    lines = source.text.splitlines()
    for number, line in enumerate(lines, 1):
        if not line or line.startswith((" ", "#")):
            continue
        following = lines[number] if number < len(lines) else ""
        if not (_PINNED.match(line) and following.strip().startswith("--hash=sha256:")):
            yield number


def _anywhere(_: Source) -> bool:
    return True


def _sample_requirements(text: str) -> Source:
    return example(text, "requirements/example.txt")


RULES = (
    Rule(
        name="no registry's address",
        instead="leave the address out: every client knows its own",
        finds=_registries,
        where=_anywhere,
        broken=(
            example(f'"x": "https://{REGISTRIES[0]}/x.tgz"\n', "package-lock.json"),
            _sample_requirements("--index-url https://packages.example/simple\n"),
            example("registry=https://packages.example\n", ".npmrc"),
        ),
        kept=(_sample_requirements("structlog==1.0 \\\n    --hash=sha256:00\n"),),
    ),
    Rule(
        name="no path of one machine",
        instead="start from the file's own place, the working directory or a setting",
        finds=_machine_paths,
        where=_anywhere,
        broken=(
            example("x = '" + "/".join(["", "home", "ana", "data"]) + "'\n"),
            example("see " + "/".join(["", "root", ".cache"]) + "\n", "docs/x.md"),
        ),
        kept=(example("x = '/srv/meridian/data'\n"), example("get('/v1/work/items')\n")),
    ),
    Rule(
        name="package-lock.json has no addresses",
        instead="keep .npmrc's omit-lockfile-registry-resolved and run npm install again",
        finds=_resolved,
        where=lambda source: source.path.endswith("package-lock.json"),
        broken=(example('  "resolved": "https://x",\n', "package-lock.json"),),
        kept=(example('  "integrity": "sha512-x"\n', "package-lock.json"),),
    ),
    Rule(
        name="requirements have hashes",
        instead="run `make lock`",
        finds=_without_hash,
        where=lambda source: source.parts[0] == "requirements" and source.path.endswith(".txt"),
        broken=(
            _sample_requirements("structlog==1.0\n"),
            _sample_requirements("structlog\n"),
            _sample_requirements("structlog==1.0 \\\n    # via nothing\n"),
        ),
        kept=(_sample_requirements("# by hand\nstructlog==1.0 \\\n    --hash=sha256:00\n"),),
    ),
)
