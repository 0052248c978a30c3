-- What the patient said of a complaint when they described it.
alter table complaint add column since text;
alter table complaint add column onset text;
alter table complaint add column cause text;
alter table complaint add column areas text[] not null default '{}';
-- The PEG and the days with pain of the intake are reports like any other.
alter table report drop constraint report_source_known;
alter table report add constraint report_source_known
    check (source in ('checkin', 'patient', 'phone', 'intake'));
