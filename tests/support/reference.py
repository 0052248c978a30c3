"""Reference documents that lie beside the repository, not in it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def reference_data() -> Path:
    return Path(os.environ.get("MERIDIAN_REFERENCE_DATA", _BESIDE))


def load_reference(name: str) -> Any:
    """Parsed JSON; skips the test, by name and reason, where the documents are absent."""
    path = reference_data() / name
    if not path.exists():
        pytest.skip(f"{name} is not in ../shared/data (or MERIDIAN_REFERENCE_DATA)")
    return json.loads(path.read_text("utf-8"))
