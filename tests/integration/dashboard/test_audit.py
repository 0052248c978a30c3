"""The audit log as a page and as a file."""

import csv
import io

import pytest

from shared.auth import Role
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, Project
from tests.integration.dashboard.facts import PATIENT

FILE = "/audit.csv?first=2027-03-08&last=2027-03-08"


@pytest.fixture
async def owner(browser: Visitor, add_staff: AddStaff) -> Visitor:
    await add_staff(Role.OWNER)
    await browser.sign_in("desk@example.org", PASSWORD)
    return browser


async def test_the_owner_sees_who_opened_a_patients_record(
    owner: Visitor, project: Project
) -> None:
    await project(facts.patient())
    await owner.get(f"/patients/{PATIENT}")
    shown = await owner.get("/audit?action=patient_viewed")
    assert shown.text.count("Alex Example") == 1
    assert "Nothing was found" in (await owner.get("/audit?action=alert_changed")).text
    assert "Nothing was found" in (await owner.get("/audit?last=2027-03-07")).text


async def test_the_file_names_patients_by_id_alone_and_taking_it_is_written_down(
    owner: Visitor, project: Project
) -> None:
    await project(facts.patient())
    await owner.get(f"/patients/{PATIENT}")
    answer = await owner.get(FILE)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "Alex Example" not in answer.text
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["patient_id"] for row in rows if row["action"] == "patient_viewed"] == [PATIENT]
    again = (await owner.get(FILE)).text
    assert "audit_exported" in again


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.PRACTITIONER, Role.READ_ONLY])
@pytest.mark.parametrize("path", ["/audit", FILE])
async def test_nobody_but_the_owner_reads_it(
    browser: Visitor, add_staff: AddStaff, role: Role, path: str
) -> None:
    await add_staff(role)
    await browser.sign_in("desk@example.org", PASSWORD)
    assert (await browser.get(path)).status_code == 403
    assert 'href="/audit"' not in (await browser.get("/")).text
