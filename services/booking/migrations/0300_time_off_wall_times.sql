-- Time off is agreed on the clock on the wall, and keeps it when a zone's rules change.

alter table time_off add column wall_starts_at timestamp, add column wall_ends_at timestamp,
    add column time_zone text;
update time_off o set
    time_zone = l.time_zone,
    wall_starts_at = o.starts_at at time zone l.time_zone,
    wall_ends_at = o.ends_at at time zone l.time_zone
from location l
where l.key = coalesce(o.location_key, (
    select min(h.location_key) from weekly_hours h where h.practitioner_key = o.practitioner_key
), (select min(key) from location));
alter table time_off alter column wall_starts_at set not null, alter column wall_ends_at set not null,
    alter column time_zone set not null;
