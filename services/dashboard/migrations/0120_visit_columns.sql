-- The calendar has a column for each practitioner or room: two may share a name. Null in rows made
-- before; a rebuild fills them.
alter table visit add column practitioner_id text, add column room_id text;
create index visit_practitioner on visit (practitioner_id, starts_at);
create index timeline_entry_visit on timeline_entry ((detail ->> 'appointment_id'))
    where kind = 'visit';
