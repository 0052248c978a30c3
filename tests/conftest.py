"""What every test may use."""

pytest_plugins = [
    "tests.support.servers",
    "tests.support.apache_kafka.fixtures",
    "tests.support.sandboxes",
    "tests.support.skips",
]
