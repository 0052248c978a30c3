"""Starting the whole system in the order of need, and stopping it in the reverse."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from sandbox import credentials as credentials_file
from sandbox import demo_clinic, environment, logfiles, program, stores
from sandbox.console import Say
from sandbox.credentials import Credentials
from sandbox.layout import SERVICES, Layout
from sandbox.program import Program
from sandbox.running import Notice, claimed
from sandbox.servers.ports import refuse_taken_ports
from sandbox.supervisor import Supervisor

# A service finishes the work in hand first, while all it needs is still there.
STOP_ORDER = (SERVICES, ["phones", "mails"], ["kafka"], ["valkey"], ["postgres"])
DRAIN_SECONDS = 25.0


@dataclass(frozen=True)
class Sandbox:
    layout: Layout
    credentials: Credentials
    supervisor: Supervisor
    say: Say

    async def start(self) -> None:
        """Raises an exception group of NotStartedError."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._start_outside_world())
            await self._start_servers()
            applied = await self._prepare_stores()
            group.create_task(self._start_services())
            group.create_task(self._open_the_clinic(databases_changed=applied > 0))

    async def _start_outside_world(self) -> None:
        phones = environment.of_phones(self.layout, self.credentials)
        mails = environment.of_mails(self.layout)
        await self.supervisor.start(
            self._module("phones", "sandbox.phones", phones, "/healthz"),
            self._module("mails", "sandbox.mails", mails, "/healthz"),
        )
        self.say("the phone simulator and the mail sink are up")

    async def _start_servers(self) -> None:
        await self.supervisor.start(
            program.of_server("postgres", environment.postgres(self.layout, self.credentials)),
            program.of_server("valkey", environment.valkey(self.layout)),
            program.of_server("kafka", environment.kafka(self.layout), self._refill_broker),
        )
        self.say("PostgreSQL, Valkey and the Kafka broker are up")

    async def _prepare_stores(self) -> int:
        applied = await stores.prepare_databases(self.layout, self.credentials)
        self.say(f"databases are up to date ({applied} migrations applied)")
        replayed = await stores.fill_broker(self.layout, self.credentials)
        self.say(f"topics are there, {replayed} events from before go out again")
        return applied

    async def _start_services(self) -> None:
        await self.supervisor.start(*map(self._service, SERVICES))
        self.say(f"{', '.join(SERVICES)} are ready")

    async def _open_the_clinic(self, *, databases_changed: bool) -> None:
        await demo_clinic.load(self.layout, self.credentials, databases_changed=databases_changed)
        self.say("the demo practice and its staff are there")

    async def _refill_broker(self) -> None:
        await stores.refill_broker(self.layout, self.credentials)
        self.say("the broker has its topics back; all events go out again")

    def _service(self, name: str) -> Program:
        told = environment.of_service(self.layout, self.credentials, name)
        return self._module(name, f"services.{name}", told, "/readyz")

    def _module(self, name: str, module: str, told: Mapping[str, str], health: str) -> Program:
        return program.of_module(name, module, told, self.layout.port(name), health)


@asynccontextmanager
async def running_sandbox(layout: Layout, say: Say) -> AsyncIterator[Sandbox]:
    """Everything up and ready; at the end all is stopped in order.

    Raises AlreadyRunningError, PortTakenError, or an exception group of NotStartedError.
    """
    layout.home.mkdir(parents=True, exist_ok=True)
    with claimed(layout):
        refuse_taken_ports(layout.ports())
        logfiles.turn_over(layout)
        credentials = credentials_file.load_or_make(layout.credentials_file)
        notice = Notice(layout)
        async with Supervisor(layout, say, notice.list_pids) as supervisor:
            sandbox = Sandbox(layout, credentials, supervisor, say)
            with signals_end(supervisor.kill_all):
                try:
                    await sandbox.start()
                    notice.mark_ready()
                    yield sandbox
                finally:
                    say("stopping; again Ctrl-C to stop at once")
                    await supervisor.stop(STOP_ORDER, DRAIN_SECONDS)
                    say("stopped")


@contextmanager
def signals_end(force: Callable[[], None]) -> Iterator[None]:
    """The first SIGINT or SIGTERM cancels the current task, each further one calls `force`."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    seen = False

    def interrupted() -> None:
        nonlocal seen
        if seen or task is None:
            force()
        else:
            seen = True
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupted)
    yield
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)
