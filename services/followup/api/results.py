"""Results of the whole clinic, who answers, and what the cases ask of the staff."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel

from services.followup.domain.results import (
    SMALLEST_GROUP,
    GroupResult,
    PatientResult,
    group_results,
    summarise_responses,
)
from services.followup.store import alert_load, results
from shared.db import Database
from shared.http.access import CLINICAL, Access


class By(StrEnum):
    COMPLAINT = "complaint"
    TREATMENT = "treatment"
    PRACTITIONER = "practitioner"


class SpreadBody(BaseModel):
    """Of the change in points; negative is less pain."""

    mean: float
    standard_deviation: float
    median: float
    lower_quartile: float
    upper_quartile: float


class GroupBody(BaseModel):
    """With fewer patients than `smallest_group` nothing but their number is shown."""

    name: str
    patients: int
    change: SpreadBody | None
    gained_2_points: int | None
    gained_30_percent: int | None
    gained_both: int | None
    worse: int | None


class ResponsesBody(BaseModel):
    asked: int
    answered: int
    rate_percent: float | None
    median_reply_minutes: float | None


class ResultsBody(BaseModel):
    since: datetime
    until: datetime
    by: By
    smallest_group: int
    groups: list[GroupBody]
    responses: ResponsesBody


class LoadBody(BaseModel):
    reports: int
    reports_with_finding: int
    red: int
    orange: int
    yellow: int
    closed: int
    acted_on: int
    pages: int
    pages_held: int
    median_minutes_to_acknowledge: float | None


def results_router(db: Database, access: Access) -> APIRouter:
    router = APIRouter(tags=["results"], dependencies=[Depends(access.allow(CLINICAL))])

    @router.get("/results")
    async def get_results(
        since: Annotated[AwareDatetime, Query()],
        until: Annotated[AwareDatetime, Query()],
        by: Annotated[By, Query()] = By.COMPLAINT,
    ) -> ResultsBody:
        async with db.transaction() as conn:
            found = await results.list_results(conn, since, until)
            times = await results.list_reply_times(conn, since, until)
        responses = summarise_responses(times)
        reply = responses.median_reply
        return ResultsBody(
            since=since,
            until=until,
            by=by,
            smallest_group=SMALLEST_GROUP,
            groups=[_group(group) for group in group_results(found, _named(by))],
            responses=ResponsesBody(
                asked=responses.asked,
                answered=responses.answered,
                rate_percent=responses.rate_percent,
                median_reply_minutes=reply.total_seconds() / 60 if reply is not None else None,
            ),
        )

    @router.get("/alert-load")
    async def get_load(
        since: Annotated[AwareDatetime, Query()], until: Annotated[AwareDatetime, Query()]
    ) -> LoadBody:
        async with db.transaction() as conn:
            load = await alert_load.get(conn, since, until)
        seen = load.median_to_acknowledge
        counts = {k: v for k, v in vars(load).items() if k != "median_to_acknowledge"}
        return LoadBody(
            **counts,
            median_minutes_to_acknowledge=seen.total_seconds() / 60 if seen is not None else None,
        )

    return router


def _named(by: By) -> Callable[[PatientResult], str]:
    return attrgetter(by.value)


def _group(group: GroupResult) -> GroupBody:
    return GroupBody(
        name=group.name,
        patients=group.patients,
        change=SpreadBody(**vars(group.spread)) if group.spread else None,
        gained_2_points=group.by_points,
        gained_30_percent=group.by_percent,
        gained_both=group.by_both,
        worse=group.worse,
    )
