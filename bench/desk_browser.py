"""The week of ten practitioners with 5,000 visits in a browser, beside an empty week."""

import random
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.async_api import BrowserContext, Page, async_playwright

from bench.clinic_events import PRACTITIONERS
from bench.desk_process import COOKIE, DeskProcess, desk_process
from bench.measure import Line, quantile
from bench.servers import Servers
from shared.db import Database
from tests.support.browser import FLAGS, NAMES

ZONE = ZoneInfo("America/Los_Angeles")  # the dashboard's own default
MONDAY = date(2027, 3, 8)
NEVER = date(2031, 3, 10)  # a week without visits
VISITS, DAYS, LOADS = 5000, 5, 15
WEEK = "/calendar?view=week&day="

# As a person has it: the navigation began, the bytes came, the page was laid out and painted.
READY = """async () => {
  const largest = await new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
      .observe({type: "largest-contentful-paint", buffered: true});
    setTimeout(() => resolve(0), 3000);
  });
  const [way] = performance.getEntriesByType("navigation");
  return {
    server: way.responseEnd, ready: way.domContentLoadedEventEnd, largest,
    bytes: way.encodedBodySize, elements: document.querySelectorAll("*").length,
  };
}"""


@dataclass(frozen=True)
class Ready:
    """Milliseconds since the navigation began."""

    server: float
    ready: float
    largest: float
    bytes: int
    elements: int

    @property
    def seen(self) -> float:
        """Laid out and painted, and the scripts at work."""
        return max(self.ready, self.largest)


async def measure(servers: Servers) -> AsyncIterator[Line]:
    """Nothing where there is no browser."""
    if not any(map(shutil.which, NAMES)):
        return
    async with desk_process(servers, "bench_week", servers.broker) as desk:
        await fill(desk.db)
        [session] = await desk.sign_in()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=next(filter(None, map(shutil.which, NAMES)), None), args=FLAGS
            )
            context = await browser.new_context(viewport={"width": 1280, "height": 800})
            await context.add_cookies([{"name": COOKIE, "value": session, "url": desk.address}])
            async for line in _measure(desk, context):
                yield line
            await browser.close()


async def fill(db: Database) -> None:
    """Some hundred visits a day for each of ten practitioners, Monday to Friday."""
    chosen, rows = random.Random(4), []
    full = [chosen.uniform(0.5, 1.5) for _ in range(DAYS * len(PRACTITIONERS))]
    for number in range(VISITS):
        [slot] = chosen.choices(range(len(full)), full)
        day, who = divmod(slot, len(PRACTITIONERS))
        minute = chosen.choice((*range(0, 240, 5), *range(300, 580, 5)))  # not over lunch
        at = datetime(2027, 3, 8 + day, 8, tzinfo=ZONE) + timedelta(minutes=minute)
        status = chosen.choices(("booked", "confirmed"), (30 + 10 * day, 100))[0]
        rows.append((f"week-{number}", f"p-{number % 3000}", status, at, who))
    async with db.transaction() as conn, conn.cursor() as cursor:
        await cursor.executemany(
            """insert into visit (appointment_id, patient_id, version, status, starts_at, ends_at,
                                  treatment, practitioner, practitioner_id, flags)
               values (%s, %s, 1, %s, %s, %s, 'Acupuncture', %s, %s, '{}')""",
            [
                (key, patient, status, at, at + timedelta(minutes=20), p.name, p.id)
                for key, patient, status, at, who in rows
                for p in (PRACTITIONERS[who],)
            ],
        )
        await cursor.executemany(
            """insert into patient (patient_id, version, name, language, consent_categories)
               values (%s, 1, %s, 'en', '{}')""",
            [(f"p-{number}", f"Alex Example{number}") for number in range(3000)],
        )
        await conn.execute("analyze")


async def _measure(desk: DeskProcess, context: BrowserContext) -> AsyncIterator[Line]:
    page = await context.new_page()
    await _load(page, desk.address + WEEK + NEVER.isoformat())  # assets are in the cache now
    full, empty = [], []
    for _ in range(LOADS):
        empty.append(await _load(page, desk.address + WEEK + NEVER.isoformat()))
        full.append(await _load(page, desk.address + WEEK + MONDAY.isoformat()))
    for what, at in (("p50", 0.5), ("p90", 0.9)):
        seen, alone = (quantile([one.seen for one in of], at) for of in (full, empty))
        yield Line(
            f"week of {VISITS:,} visits on the screen, {what}", seen, "ms", alone, "empty week"
        )
    yield Line("of that the server, p50", quantile([one.server for one in full], 0.5), "ms")
    yield Line(
        "bytes of the page", full[0].bytes / 1024, "KiB", empty[0].bytes / 1024, "empty week"
    )
    yield Line("elements of the page", full[0].elements, "")


async def _load(page: Page, address: str) -> Ready:
    await page.goto("about:blank")
    await page.goto(address)
    return Ready(**await page.evaluate(READY))
