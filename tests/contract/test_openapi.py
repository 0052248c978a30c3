"""What each service says of its API in docs/api is what its own process would serve."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.references import dangling

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "docs" / "api"
SERVICES = sorted(file.parent.name for file in ROOT.glob("services/*/__main__.py"))


def served_by(service: str, into: Path) -> str:
    """Asks the service itself, with nothing configured and no server to connect to."""
    bare = {name: v for name, v in os.environ.items() if not name.startswith("MERIDIAN_")}
    command = [sys.executable, "-m", f"services.{service}", "openapi", str(into)]
    done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, timeout=50)
    assert done.returncode == 0, done.stderr
    return into.read_text("utf-8")


def committed(service: str) -> str:
    return (COMMITTED / f"{service}.json").read_text("utf-8")


@pytest.mark.parametrize("service", SERVICES)
def test_the_committed_document_is_what_the_service_serves(service: str, tmp_path: Path) -> None:
    served = served_by(service, tmp_path / "openapi.json")
    assert served == committed(service), "run `make docs` and commit"


def test_every_service_has_a_document_and_no_document_lacks_a_service() -> None:
    assert sorted(file.stem for file in COMMITTED.glob("*.json")) == SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_is_whole(service: str) -> None:
    document: dict[str, Any] = json.loads(committed(service))
    assert document["openapi"].startswith("3.1.")
    assert document["paths"]
    assert dangling(document) == set()


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_has_a_name_of_its_own(service: str) -> None:
    paths = json.loads(committed(service))["paths"]
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert len(names) == len(set(names))
