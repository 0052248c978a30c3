"""The whole working day: real services, two of the staff at their browsers, three patients."""

import pytest
from playwright.async_api import Browser

from tests.e2e.working_day import afternoon, morning
from tests.e2e.working_day.day import open_day
from tests.support.browser import browser
from tests.support.sandboxes import RunningSandbox

__all__ = ["browser"]

pytestmark = pytest.mark.timeout(900)


async def test_s25_s26_s95_s102_a_working_day_from_opening_to_closing(
    sandbox: RunningSandbox, browser: Browser
) -> None:
    async with open_day(sandbox.layout, browser) as day:
        await morning.open_up(day)
        await morning.ana_books_and_confirms(day)
        await morning.ben_cancels_with_two_texts(day)
        await morning.cleo_walks_in(day)
        await morning.ana_is_late_and_is_moved(day)
        await morning.two_change_one_visit(day)
        await morning.cleo_is_in_danger(day)
        await afternoon.ana_buys_a_package(day)
        await afternoon.visits_take_place_or_not(day)
        await afternoon.a_day_off_uncovers_a_visit(day)
        await afternoon.ben_wants_no_more_texts(day)
        await afternoon.ana_answers_a_day_later(day)
        await afternoon.close(day)
