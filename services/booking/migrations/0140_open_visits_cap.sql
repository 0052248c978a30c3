-- How many visits one phone may have ahead when patients book by themselves; none means no limit.
alter table practice add column open_visits_cap integer
    constraint practice_open_visits_cap check (open_visits_cap > 0);
