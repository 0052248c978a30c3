"""Two treatments in one trip in a real browser: without JavaScript, in Chinese, on a narrow phone."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.booking.test_booking import accessible
from tests.support.booking import Booking
from tests.support.serving import serving


@pytest.fixture
async def address(booking: Booking) -> AsyncIterator[str]:
    async with serving(booking.app) as address:
        yield address


async def test_two_treatments_are_booked_in_chinese_at_320_pixels(
    browser: Browser, address: str, booking: Booking
) -> None:
    context = await browser.new_context(
        viewport={"width": 320, "height": 640}, locale="zh-CN", java_script_enabled=False
    )
    page = await context.new_page()
    twin = await browser.new_page(viewport={"width": 320, "height": 640})

    async def see(title: str) -> None:
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        await look_at_twin(page, twin)

    await page.goto(address)
    await page.get_by_role("link", name="一次来访做两项治疗").click()
    await see("一次来访做两项治疗")
    await page.get_by_role("button", name="继续").click()
    await expect(page.get_by_role("alert")).to_contain_text("请选择随后做哪一项")
    await page.locator("[name=first][value=acupuncture]").check()
    await page.locator("[name=then][value=myofascial-release]").check()
    await page.get_by_role("button", name="继续").click()
    await see("您想看哪位医师？")
    await page.get_by_role("link", name="两项都由 Mateo Rivera").click()
    await see("您想什么时候来？")
    await page.locator("button.slot").first.click()
    await see("谁来就诊？")
    await page.get_by_label("患者全名").fill("陈波")
    await page.get_by_label("手机号码").fill("310-555-0142")
    await page.get_by_role("button", name="继续").click()
    await page.locator("[name=complaint]").first.check()
    await page.get_by_role("button", name="继续").click()
    await page.get_by_role("button", name="确认预约").click()
    await see("预约成功")
    assert await booking.count("combined_visit") == 2
    await page.get_by_role("link", name="查看或更改第二项就诊").click()
    await see("您的预约")
    await context.close()


async def look_at_twin(page: Page, twin: Page) -> None:
    """axe is a script too: it looks at the same document in a page of its own."""
    shown = await page.content()
    await twin.route(page.url, lambda route: route.fulfill(body=shown, content_type="text/html"))
    await twin.goto(page.url)
    await accessible(twin)
    await twin.unroute_all()
