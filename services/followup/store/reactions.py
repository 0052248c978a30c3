"""What patients noticed after a treatment. Append-only."""

from services.followup.domain.reports import Reaction
from shared.db import Connection


async def add(conn: Connection, reaction: Reaction) -> None:
    reading = reaction.reading
    await conn.execute(
        """insert into reaction (reaction_id, patient_id, checkin_id, reply_id, raw_text, kind,
                                 grade, signs, denied, reader_version, reported_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            reaction.id,
            reaction.patient_id,
            reaction.checkin_id,
            reaction.reply_id,
            reaction.raw_text,
            reading.kind,
            reading.grade,
            list(reading.signs),
            list(reading.denied),
            reading.reader_version,
            reaction.reported_at,
        ),
    )
