"""Whether anything in a booking database was given twice."""

# Pairs of visits, neither of them overbooked on purpose, that share what only one can have; seats of a class share
# teacher and room.
OVERLAPS = """
    select a.id from appointment a join appointment b on a.key < b.key
    and a.live and b.live and not a.overbooked and not b.overbooked and a.blocked && b.blocked
    and (a.party <> b.party and a.practitioner_key = b.practitioner_key
           and a.practitioner_blocked && b.practitioner_blocked
         or a.party <> b.party and a.room_key = b.room_key
         or a.equipment_key = b.equipment_key or a.patient_key = b.patient_key
         or a.class_time_key = b.class_time_key and a.seat = b.seat)"""
