-- What is, or was, wrong with the service itself. One open row for each rule.
create table operation_alarm (
    alarm_id bigint generated always as identity primary key,
    rule text not null,
    raised_at timestamptz not null,
    value double precision not null,  -- the worst so far
    cleared_at timestamptz
);
create unique index operation_alarm_one_open on operation_alarm (rule) where cleared_at is null;
