-- When somebody asked for the text on a page, a code say: it goes at once, whatever the hour.
alter table text add column asked_at timestamptz;
-- Of the practice's latest visit, for what is said of the clinic to who has no visit there yet.
create index visit_practice on visit ((content -> 'location' ->> 'practice_id'), starts_at);
