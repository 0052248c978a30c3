-- What the clock on the wall shows when the visit begins: what was agreed with the patient. The
-- instants follow from it and from the zone data as of `version`, which governments change.
alter table appointment add column wall_starts_at timestamp;
update appointment a set wall_starts_at = a.starts_at at time zone l.time_zone
from location l where l.key = a.location_key;
alter table appointment alter column wall_starts_at set not null;

create table zone_data (
    single boolean primary key default true constraint zone_data_one_row check (single),
    version text not null  -- such as 2026f; empty before the first look
);
insert into zone_data (version) values ('');
