"""The booking write: one statement that books everything or nothing.

Practitioner, room, equipment and patient are guarded by exclusion constraints, seats by a unique
index. `on conflict do nothing` makes the loser of a race wait for the winner and then get no row; a
plain insert would deadlock.
"""

BOOK = """
with wanted as (
    select 1 from catalogue_revision where revision = %(revision)s
), claimed as (
    insert into idempotency_key (key, digest, created_at)
    select %(key)s, %(digest)s, %(now)s from wanted
    on conflict do nothing returning key
), found as (
    select patient.* from patient, claimed
    where practice_key = %(practice_key)s and phone = %(phone)s and folded_name = %(folded_name)s
      and (%(birth_date)s::date is null or birth_date is null or birth_date = %(birth_date)s)
    order by birth_date is null, patient.key limit 1
), made as (
    insert into patient (id, practice_key, name, folded_name, phone, email, birth_date, language,
                         time_zone, guardian, created_at, updated_at)
    select %(patient_id)s, %(practice_key)s, %(name)s, %(folded_name)s, %(phone)s, %(email)s,
           %(birth_date)s, coalesce(%(language)s, 'en'), %(time_zone)s, %(guardian)s, %(now)s,
           %(now)s
    from claimed where not exists (select from found)
    on conflict do nothing returning *
), completed as (
    update patient set version = patient.version + 1, updated_at = %(now)s,
           email = coalesce(patient.email, %(email)s),
           birth_date = coalesce(patient.birth_date, %(birth_date)s),
           language = coalesce(%(language)s, patient.language),
           guardian = coalesce(%(guardian)s, patient.guardian)
    from found
    where patient.key = found.key
      and (%(consent_wording)s::text is not null
           or found.email is null and %(email)s::text is not null
           or found.birth_date is null and %(birth_date)s::date is not null
           or %(language)s <> found.language
           or %(guardian)s::text is distinct from found.guardian and %(guardian)s::text is not null)
    returning patient.*
), who as (
    select *, true as changed from made
    union all select *, true from completed
    union all select *, false from found where not exists (select from completed)
), candidate as (
    select p.key as practitioner_key, r.key as room_key, e.key as equipment_key, seat
    from claimed,
         unnest(%(practitioner_keys)s::int[]) with ordinality as p (key, place),
         unnest(%(room_keys)s::int[]) with ordinality as r (key, place)
         left join unnest(%(equipment_keys)s::int[]) with ordinality as e (key, place) on true
         left join lateral (
             select n as seat from generate_series(1, %(seats)s::int) n
             where not exists (select from appointment s where s.live and s.seat = n
                               and s.class_time_key = %(class_time_key)s
                               and s.starts_at = %(starts_at)s)
             order by random() limit 1
         ) free_seat on %(class_time_key)s::int is not null
    where (e.key is not null or not %(needs_equipment)s) and (%(overbooked)s
      or (seat is not null or %(class_time_key)s::int is null)
      and not exists (select from appointment a where a.live and not a.overbooked
                      and a.practitioner_key = p.key
                      and a.practitioner_blocked && %(practitioner_blocked)s
                      and a.party <> coalesce(%(class_time_key)s, 0))
      and not exists (select from appointment a where a.live and not a.overbooked
                      and a.room_key = r.key and a.blocked && %(blocked)s
                      and a.party <> coalesce(%(class_time_key)s, 0))
      and not exists (select from appointment a where a.live and not a.overbooked
                      and a.equipment_key = e.key and a.blocked && %(blocked)s)
      and not exists (select from appointment a where a.live and a.overbooked
                      and a.blocked && %(blocked)s
                      and a.party <> coalesce(%(class_time_key)s, 0)
                      and (a.practitioner_key = p.key
                           and a.practitioner_blocked && %(practitioner_blocked)s
                           or a.room_key = r.key or a.equipment_key = e.key)))
    order by case when %(same_as_last)s then p.key = (
                 select a.practitioner_key from appointment a, found
                 where a.live and not a.overbooked and a.patient_key = found.key
                 order by a.starts_at desc limit 1) end desc nulls last,
             case when cardinality(%(practitioner_keys)s::int[]) > 1 then
                 (select count(*) from appointment a where a.live and not a.overbooked
                  and a.practitioner_key = p.key and a.blocked && %(day)s) end,
             p.place,
             (r.place + p.key) %% cardinality(%(room_keys)s::int[]), e.place
    limit 1
), booked as (
    insert into appointment (id, location_key, treatment_key, practitioner_key, room_key,
                             equipment_key, patient_key, starts_at, ends_at, blocked,
                             practitioner_blocked, cancel_until, booked_at, link_fingerprint,
                             overbooked, class_time_key, seat, wall_starts_at,
                             status, series_key)
    select %(id)s, %(location_key)s, %(treatment_key)s, practitioner_key, room_key, equipment_key,
           who.key, %(starts_at)s, %(ends_at)s, %(blocked)s, %(practitioner_blocked)s,
           %(cancel_until)s, %(now)s, %(fingerprint)s, %(overbooked)s,
           %(class_time_key)s, seat, %(wall_starts_at)s,
           case when %(held)s then 'held' else 'booked' end, %(series_key)s
    from candidate, who
    on conflict do nothing returning key, practitioner_key, room_key
), written as (
    insert into appointment_history (appointment_key, version, status, action, actor, at, reason)
    select key, 1, 'booked', 'book', %(actor)s, %(now)s, %(reason)s from booked
    where not %(held)s
), agreed as (
    insert into text_consent (patient_key, given_at, wording, wording_version, source, categories)
    select who.key, %(now)s, %(consent_wording)s, %(consent_version)s, %(consent_source)s,
           %(consent_categories)s
    from booked, who where %(consent_wording)s::text is not null
), complained as (
    insert into complaint (id, patient_key, appointment_key, code, baseline, recorded_at)
    select %(complaint_id)s, who.key, booked.key, %(complaint)s, %(baseline)s, %(now)s
    from booked, who where %(complaint)s::text is not null
), flagged as (
    insert into patient_flag (patient_key, flag, recorded_at)
    select who.key, flag, %(now)s from booked, who, unnest(%(flags)s::text[]) as flag
    on conflict do nothing
)
select exists (select from wanted) as current,
       exists (select from claimed) as claimed,
       exists (select from candidate) as free,
       not %(overbooked)s and exists (
           select from appointment a, found where a.live and not a.overbooked
           and a.patient_key = found.key and a.blocked && %(blocked)s) as patient_busy,
       %(open_visits_cap)s::int is not null and %(open_visits_cap)s <=
           (select count(*) from patient p join appointment a on a.patient_key = p.key
            where p.practice_key = %(practice_key)s and p.phone = %(phone)s and a.live
              and a.starts_at > %(now)s) as capped,
       booked.practitioner_key, booked.room_key, who.changed,
       who.key, who.id::text, who.practice_key, who.version, who.name, who.phone, who.email,
       who.birth_date, who.language, who.time_zone, who.guardian,
       array(select flag from patient_flag where patient_key = who.key) as known_flags
from (values (1)) as always left join who on true left join booked on true
"""
