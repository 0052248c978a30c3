"""/settings: what may be changed, by whom."""

import pytest

from services.dashboard.pages.settings.sections import SECTIONS, roles_served
from shared.auth import Role
from tests.integration.dashboard import settings_shown
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner


async def test_every_section_of_the_settings_opens_for_the_owner(
    wei: Visitor, booking: FakeOwner, notify: FakeOwner, followup: FakeOwner
) -> None:
    booking.shows.update(settings_shown.BOOKING)
    notify.shows.update(settings_shown.NOTIFY)
    followup.shows.update(settings_shown.FOLLOWUP)
    index = await wei.get("/settings")
    assert index.status_code == 200
    for section in SECTIONS:
        assert f'href="{section.href}"' in index.text
        assert (await wei.get(section.href)).status_code == 200, section.title


@pytest.mark.parametrize("role", sorted(set(Role) - roles_served()))
async def test_whoever_may_change_no_setting_is_not_led_to_the_settings(
    browser: Visitor, add_staff: AddStaff, role: Role
) -> None:
    await add_staff(role)
    await browser.sign_in("desk@example.org", PASSWORD)
    assert (await browser.get("/settings")).status_code == 403
    assert 'href="/settings"' not in (await browser.get("/")).text


def test_sections_of_one_group_stand_together() -> None:
    groups = [section.group for section in SECTIONS]
    assert groups == sorted(groups, key=groups.index)
