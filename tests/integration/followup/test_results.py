"""Reports over a generated year of 500 patients, against SQL written another way."""

from datetime import datetime
from typing import Any

import pytest

from tests.integration.followup.staff import KIM, LIN, StaffClient
from tests.integration.followup.worlds import World
from tests.integration.followup.year import BEGIN, END, PATIENTS, Year

CHANGES = """
    with standing as (
        select * from report where report_id not in
            (select corrects from report where corrects is not null)),
    last_scores as (
        select distinct on (complaint_id) complaint_id, patient_id, low, reported_at
        from standing where reported_at >= %s and reported_at < %s
        order by complaint_id, reported_at desc),
    last_visits as (
        select distinct on (l.complaint_id) l.complaint_id, v.treatment_id, v.practitioner_id
        from last_scores l join visit v using (patient_id) where v.treated_at <= l.reported_at
        order by l.complaint_id, v.treated_at desc),
    change as (
        select c.patient_id, c.code as complaint, v.treatment_id as treatment,
               v.practitioner_id as practitioner, c.baseline, l.low - c.baseline as points
        from complaint c join last_scores l using (complaint_id)
        join last_visits v using (complaint_id) where c.baseline is not null)"""
# Columns by name: the three are the only values of a fixture below.
GROUPED = """
    select {by}, count(distinct patient_id), avg(points)::float, stddev_samp(points)::float,
           percentile_cont(array[0.25, 0.5, 0.75]) within group (order by points),
           count(*) filter (where points <= -2),
           count(*) filter (where baseline > 0 and points * 100 <= baseline * -30),
           count(*) filter (where points <= -2 and baseline > 0
                            and points * 100 <= baseline * -30),
           count(*) filter (where points >= 2)
    from change group by 1 order by 1"""
ANSWERS = """
    with first_answers as (
        select checkin_id, min(received_at) as at from report group by checkin_id)
    select count(*), count(a.at),
           percentile_cont(0.5) within group (order by extract(epoch from a.at - c.sent_at) / 60)
    from checkin c left join first_answers a using (checkin_id)
    where c.sent_at >= %s and c.sent_at < %s"""


@pytest.fixture
async def year(world: World) -> Year:
    generated = Year()
    async with world.db.transaction() as conn:
        await generated.save(conn)
    return generated


async def ask(staff: StaffClient, by: str, since: datetime, until: datetime) -> dict[str, Any]:
    period = f"since={since:%Y-%m-%dT%H:%M:%SZ}&until={until:%Y-%m-%dT%H:%M:%SZ}"
    answer = await staff.get(f"/staff/v1/results?by={by}&{period}")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize("by", ["complaint", "treatment", "practitioner"])
async def test_a_years_results_agree_with_sql_written_another_way(
    world: World, staff: StaffClient, year: Year, by: str
) -> None:
    assert len(year.patients) == PATIENTS
    groups = (await ask(staff, by, BEGIN, END))["groups"]
    rows = await world.rows(CHANGES + GROUPED.format(by=by), BEGIN, END)
    assert [g["name"] for g in groups] == [row[0] for row in rows]
    for group, (_, patients, mean, deviation, quartiles, points, percent, both, worse) in zip(
        groups, rows, strict=True
    ):
        assert group["patients"] == patients
        if patients < 5:
            assert group["change"] is None
            continue
        change = group["change"]
        assert change["mean"] == pytest.approx(mean)
        assert change["standard_deviation"] == pytest.approx(deviation)
        shown = [change["lower_quartile"], change["median"], change["upper_quartile"]]
        assert shown == pytest.approx(quartiles)
        assert (group["gained_2_points"], group["gained_30_percent"]) == (points, percent)
        assert (group["gained_both"], group["worse"]) == (both, worse)


async def test_a_group_of_fewer_than_five_is_not_shown(staff: StaffClient, year: Year) -> None:
    groups = {g["name"]: g for g in (await ask(staff, "complaint", BEGIN, END))["groups"]}
    small = [g for g in groups.values() if g["patients"] < 5]
    assert [g["name"] for g in small] == ["rare"]
    assert {g["change"] for g in small} | {g["worse"] for g in small} == {None}
    assert groups["low_back"]["change"] is not None


async def test_q03_who_answers_and_how_soon_agrees_with_sql_written_another_way(
    world: World, staff: StaffClient, year: Year
) -> None:
    responses = (await ask(staff, "complaint", BEGIN, END))["responses"]
    ((asked, answered, minutes),) = await world.rows(ANSWERS, BEGIN, END)
    assert (responses["asked"], responses["answered"]) == (asked, answered)
    assert responses["rate_percent"] == pytest.approx(100 * answered / asked)
    assert responses["median_reply_minutes"] == pytest.approx(float(minutes))


async def test_results_are_for_those_who_may_judge_them(staff: StaffClient) -> None:
    path = "/staff/v1/results?since=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z"
    assert (await staff.get(path, KIM)).status_code == 403
    empty = (await staff.get(path, LIN)).json()
    assert (empty["groups"], empty["responses"]["rate_percent"]) == ([], None)
