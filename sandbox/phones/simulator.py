"""What every part of the simulator shares: settings, storage and two clocks."""

import asyncio
from dataclasses import dataclass, field

from sandbox.phones.settings import PhonesSettings
from sandbox.phones.storage import Storage
from shared.clock import Clock, SystemClock


@dataclass(frozen=True)
class Simulator:
    """`clock` is the sandbox's and dates the texts; `pace` is real and times carrier and network."""

    settings: PhonesSettings
    storage: Storage
    clock: Clock
    pace: Clock = field(default_factory=SystemClock)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> int:
        """Epoch seconds of the sandbox's time."""
        return int(self.clock.now().timestamp())

    def real_now(self) -> float:
        return self.pace.now().timestamp()

    def end_streams(self) -> None:
        """Live pages and held requests never end by themselves."""
        self.closing.set()
        self.storage.bell.ring()
