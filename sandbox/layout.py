"""Where a sandbox keeps its files, and on which ports it listens."""

import os
import random
from dataclasses import dataclass
from pathlib import Path

from sandbox.servers.ports import LOOPBACK, PortTakenError, refuse_taken_ports

SERVICES = ("booking", "notify", "followup", "dashboard")
SERVERS = ("postgres", "valkey", "kafka")
# In the order of their ports.
EVERYTHING = (*SERVICES, "phones", *SERVERS, "mails")
# The process "mails" listens on two.
PORTS = (*EVERYTHING, "smtp")
DEFAULT_PORT_BASE = 8000
# Below the range from which the kernel takes ports for outgoing connections: one of those could
# otherwise sit on the port of a killed process when it is started again.
FREE_BASES = range(20_000, 32_000, 10)

REPOSITORY = Path(__file__).parents[1]
PRACTICE = REPOSITORY / "services" / "booking" / "demo" / "practice.json"


@dataclass(frozen=True)
class Layout:
    """Without `demo` it begins empty, as an installation that nobody has taken yet."""

    home: Path
    port_base: int
    demo: bool = True

    def port(self, name: str) -> int:
        return self.port_base + PORTS.index(name)

    def ports(self) -> list[int]:
        return [self.port(name) for name in PORTS]

    def url(self, name: str, path: str = "") -> str:
        return f"http://{LOOPBACK}:{self.port(name)}{path}"

    @property
    def clock_file(self) -> Path:
        return self.home / "clock"

    @property
    def credentials_file(self) -> Path:
        return self.home / "secrets.json"

    @property
    def setup_secret_file(self) -> Path:
        return self.home / "setup-secret"

    @property
    def running_file(self) -> Path:
        return self.home / "running.json"

    def log(self, name: str) -> Path:
        return self.home / "logs" / f"{name}.log"


def from_environment() -> Layout:
    """MERIDIAN_HOME and MERIDIAN_PORT_BASE, or .meridian/ in the repository and 8000. An empty
    installation (MERIDIAN_DEMO=no) has a home of its own.
    """
    demo = os.environ.get("MERIDIAN_DEMO") != "no"
    usual = REPOSITORY / (".meridian" if demo else ".meridian-empty")
    home = Path(os.environ.get("MERIDIAN_HOME") or usual).resolve()
    return Layout(home, int(os.environ.get("MERIDIAN_PORT_BASE") or DEFAULT_PORT_BASE), demo)


def on_free_ports(home: Path) -> Layout:
    while True:
        layout = Layout(home.resolve(), random.choice(FREE_BASES))  # noqa: S311 - no secret
        try:
            refuse_taken_ports(layout.ports())
        except PortTakenError:
            continue
        return layout
