"""A year of 500 invented patients, straight into the tables: always the same, and quick."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.db import Connection

BEGIN = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
END = BEGIN + timedelta(days=365)
PATIENTS = 500
COMPLAINTS = ("low_back", "neck", "migraine", "knee", "fibromyalgia", "rare")
TREATMENTS = ("acupuncture", "electro-acupuncture", "myofascial-release")
PRACTITIONERS = ("lin", "rivera")


class Year:
    def __init__(self) -> None:
        self._random = random.Random(1712)
        self.patients: list[tuple[Any, ...]] = []
        self.complaints: list[tuple[Any, ...]] = []
        self.visits: list[tuple[Any, ...]] = []
        self.checkins: list[tuple[Any, ...]] = []
        self.reports: list[tuple[Any, ...]] = []
        for number in range(PATIENTS):
            self._live(f"patient-{number}")

    async def save(self, conn: Connection) -> None:
        await _copy(conn, "patient (patient_id)", self.patients)
        await _copy(
            conn,
            "complaint (complaint_id, patient_id, code, baseline, recorded_at)",
            self.complaints,
        )
        await _copy(
            conn,
            """visit (appointment_id, patient_id, version, status, starts_at, treatment_id,
                      practitioner_id, needling, time_zone, treated_at)""",
            self.visits,
        )
        await _copy(
            conn,
            """checkin (checkin_id, request_id, patient_id, appointment_id, complaint_id,
                        protocol_id, kind, due_at, expires_at, state, asked_at, sent_at,
                        closed_at)""",
            self.checkins,
        )
        await _copy(
            conn,
            """report (report_id, patient_id, complaint_id, checkin_id, reply_id, raw_text, kind,
                       low, high, words, reader_version, reported_at, received_at, late,
                       corrects)""",
            self.reports,
        )

    def _live(self, patient: str) -> None:
        self.patients.append((patient,))
        weights = (40, 20, 20, 10, 10, 0.6)
        code = self._random.choices(COMPLAINTS, weights)[0]
        baseline = self._random.choice([None, *range(2, 11)])
        started = BEGIN + timedelta(days=self._random.randrange(300))
        complaint = f"{patient}-{code}"
        self.complaints.append((complaint, patient, code, baseline, started - timedelta(days=1)))
        for week in range(self._random.randrange(1, 15)):
            self._come(patient, complaint, week, started + timedelta(weeks=week), baseline or 5)

    def _come(self, patient: str, complaint: str, week: int, at: datetime, baseline: int) -> None:
        visit = f"{patient}-visit-{week}"
        treatment = self._random.choice(TREATMENTS)
        practitioner = self._random.choice(PRACTITIONERS)
        zone = "America/Los_Angeles"
        row = (visit, patient, 3, "completed", at, treatment, practitioner, True, zone, at)
        self.visits.append(row)
        asked = at + timedelta(hours=31)
        answered = self._random.random() < 0.7
        checkin = self._id()
        state = "answered" if answered else "missed"
        sent = asked + timedelta(seconds=self._random.randrange(60))
        self.checkins.append(
            (checkin, f"checkin:{checkin}", patient, visit, complaint, "after_needling", "day_1",
             asked, asked + timedelta(days=2), state, asked, sent, asked + timedelta(days=1))
        )  # fmt: skip
        if answered:
            self._say(patient, complaint, checkin, sent, baseline, week)

    def _say(
        self, patient: str, complaint: str, checkin: UUID, sent: datetime, baseline: int, week: int
    ) -> None:
        at = sent + timedelta(minutes=self._random.randrange(1, 900))
        score = max(0, min(10, baseline - week // 3 + self._random.randrange(-2, 3)))
        first = self._report(patient, complaint, checkin, at, score, None)
        if self._random.random() < 0.05:
            self._report(patient, complaint, checkin, at, max(0, score - 1), first)

    def _report(
        self,
        patient: str,
        complaint: str,
        checkin: UUID,
        at: datetime,
        score: int,
        corrects: UUID | None,
    ) -> UUID:
        report = self._id()
        received = at + timedelta(minutes=5) if corrects else at
        self.reports.append(
            (report, patient, complaint, checkin, f"reply-{report}", str(score), "score", score,
             score, "", "2", at, received, False, corrects)
        )  # fmt: skip
        return report

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)


async def _copy(conn: Connection, into: str, rows: list[tuple[Any, ...]]) -> None:
    async with conn.cursor() as cursor, cursor.copy(f"copy {into} from stdin".encode()) as copy:
        for row in rows:
            await copy.write_row(row)
