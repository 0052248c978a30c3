"""Which edition of the time zone data is in use."""

import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.zone_data import installed_version

EDITION = re.compile(r"20[0-9]{2}[a-z]")


@pytest.fixture
def search_path(tmp_path: Path) -> Iterator[Path]:
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([tmp_path])
    yield tmp_path
    zoneinfo.reset_tzpath(before)


def test_the_edition_of_this_machine_can_be_told() -> None:
    assert EDITION.fullmatch(installed_version())


def test_the_operating_systems_edition_comes_first(search_path: Path) -> None:
    (search_path / "tzdata.zi").write_text("# version 2031c\nR A 1977\n")
    assert installed_version() == "2031c"


def test_without_one_it_is_the_packages(search_path: Path) -> None:
    assert EDITION.fullmatch(installed_version())
