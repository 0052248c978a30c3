-- What reports count. Null in rows made before; a rebuild fills them.
alter table visit
    add column booked_at timestamptz,
    add column confirmed_at timestamptz,
    add column cancelled_at timestamptz,
    add column treatment_id text,
    add column reminder_plan text;
alter table text add column segments integer;
create index text_sent on text (sent_at) where sent_at is not null;
