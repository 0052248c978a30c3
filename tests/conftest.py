"""What every test may use."""

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.support.servers",
    "tests.support.apache_kafka.fixtures",
    "tests.support.sandboxes",
    "tests.support.skips",
]

# How long an example takes says how busy the machine is, and nothing of the code.
settings.register_profile("meridian", deadline=None)
settings.load_profile("meridian")

# The files whose tests wait longest begin first, so that no worker is left with them at the end.
BEGIN_FIRST = ("chaos", "e2e", "browser", "concurrency", "integration")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = config.rootpath / "tests"

    def turn(item: pytest.Item) -> int:
        kind = item.path.relative_to(here).parts[0]
        return BEGIN_FIRST.index(kind) if kind in BEGIN_FIRST else len(BEGIN_FIRST)

    items.sort(key=turn)
