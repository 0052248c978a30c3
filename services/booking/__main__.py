"""python -m services.booking [migrate | load-practice FILE | export-practice | replay ID]"""

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx
from fastapi import FastAPI

from services.booking import commands, consumer, timers
from services.booking.api import (
    calendars,
    codes,
    combined,
    document,
    fhir,
    intake,
    merging,
    public,
    staff,
    staff_demo,
    staff_settings,
    staff_webhooks,
    waitlist,
)
from services.booking.api.counter import Counter
from services.booking.api.problems import no_practice
from services.booking.carrier.addresses import Addresses
from services.booking.carrier.calendar_fetch import CalendarFetch
from services.booking.carrier.deliveries import Carrier
from services.booking.demo import load_demo
from services.booking.domain.catalogue import UnknownChoiceError
from services.booking.domain.limits import Limits
from services.booking.domain.manage_link import Links
from services.booking.domain.webhook import Secrets
from services.booking.handlers.gate import Gate
from services.booking.pages import PagesMount, create_pages
from services.booking.settings import BookingSettings
from services.booking.store.catalogue import CatalogueCache
from services.booking.store.holds import Holds
from services.booking.store.tries import Tries
from shared.auth import Role
from shared.commands import Command
from shared.consumer import Handlers
from shared.http import new_app
from shared.http.access import Access
from shared.http.operations import operations_router
from shared.runtime import Task, http_task
from shared.service import Ground, command_line
from shared.settings import Environment

MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(on: Ground, settings: BookingSettings, catalogues: CatalogueCache) -> FastAPI:
    link_secret = settings.link_secret.get_secret_value()
    limits = Limits(settings.free_tries, settings.most_tries)
    counter = Counter(
        on.db,
        on.clock,
        catalogues,
        links(settings),
        Holds(on.redis),
        Gate(Tries(on.redis), limits, link_secret),
        settings.location,
        settings.offer_email,
    )
    app = new_app("Meridian booking", health=on.health(), metrics=on.metrics)
    app.include_router(public.router(counter))
    app.include_router(codes.router(counter))
    app.include_router(intake.patients_router(counter))
    app.include_router(combined.router(counter))
    app.include_router(calendars.router(counter))
    app.include_router(waitlist.router(counter))
    app.include_router(staff.router(counter, settings.service_secret.get_secret_value()))
    app.include_router(fhir.router(counter, settings.service_secret.get_secret_value()))
    access = Access("booking", settings.service_secret.get_secret_value(), on.clock)
    owning = access.allow(frozenset({Role.OWNER}))
    app.include_router(
        staff_webhooks.router(counter, owning, addresses(settings), Secrets(link_secret))
    )
    app.include_router(staff_settings.router(counter, access))
    app.include_router(staff_demo.router(on.db, on.clock, access, links(settings), load_demo()))
    following = on.operations(consumer.handlers(catalogues, links(settings)))
    app.include_router(operations_router(following, access))
    app.include_router(merging.router(on.db, on.clock, access))
    app.add_exception_handler(UnknownChoiceError, no_practice)
    document.describe(app)
    app.router.routes.append(PagesMount("/", create_pages(counter)))
    return app


def links(settings: BookingSettings) -> Links:
    secret = settings.link_secret.get_secret_value()
    return Links(settings.public_url, secret, settings.numbers_url)


def addresses(settings: BookingSettings) -> Addresses:
    return Addresses(inside=settings.environment is not Environment.PRODUCTION)


def main() -> None:
    settings = BookingSettings()
    catalogues = CatalogueCache()

    def handlers(_: Ground) -> Handlers:
        return consumer.handlers(catalogues, links(settings))

    @contextlib.asynccontextmanager
    async def build(on: Ground) -> AsyncIterator[Mapping[str, Task]]:
        app = create_app(on, settings, catalogues)
        secrets = Secrets(settings.link_secret.get_secret_value())
        async with httpx.AsyncClient(trust_env=False) as client:
            carrier = Carrier(client, addresses(settings))
            fetch = CalendarFetch(client, addresses(settings))
            yield {
                "http": http_task(app, host=settings.host, port=settings.port),
                "relay": on.relay().run,
                "consumer": on.consumer(handlers(on)).run,
                "webhooks": timers.delivering_webhooks(on.db, on.clock, carrier, secrets),
                **timers.all_of(on.db, on.clock, catalogues, links(settings), fetch),
            }

    command_line(
        "booking",
        settings,
        settings.database_url,
        migrations=MIGRATIONS,
        build=build,
        handlers=handlers,
        commands={
            "load-practice": Command(
                lambda on, arguments: commands.load_practice(on, links(settings), arguments),
                f"FILE [{commands.REPLACE}|{commands.KEEP}]",
                "make the practice what the file says",
            ),
            "load-demo": Command(
                lambda on, arguments: commands.load_demo(on, links(settings), arguments),
                "",
                "load the demo practice",
            ),
            "export-practice": Command(
                commands.export_practice, "[LOCATION]", "the practice as such a file"
            ),
        },
    )


if __name__ == "__main__":
    main()
