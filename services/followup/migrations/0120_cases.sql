-- A case gathers what is found in one episode; its rule is the one that opened it.
alter table alert add column signs text[] not null default '{}';
alter table alert add column call_now boolean not null default false;  -- cannot be texted
alter table alert add column found_at timestamptz;  -- the last finding of the episode
update alert set found_at = opened_at;
alter table alert alter column found_at set not null;
alter table alert add column turn smallint not null default 0;  -- whose turn on the rota
alter table alert add column page_due_at timestamptz;
alter table alert add constraint alert_paged_only_while_unseen
    check (page_due_at is null or (acknowledged_at is null and closed_at is null));
drop index alert_open_once;
create index alert_open_patient on alert (patient_id) where closed_at is null;
create index alert_page_due on alert (page_due_at) where page_due_at is not null;
create index alert_opened on alert (opened_at);

-- All that happened to a case. Append-only.
create table alert_entry (
    position bigint generated always as identity primary key,
    alert_id uuid not null constraint alert_entry_alert references alert,
    at timestamptz not null,
    what text not null,
    rule text,
    report_id uuid,
    reply_id text,
    staff_id text,
    staff_name text,
    outcome text
);
create index alert_entry_alert_at on alert_entry (alert_id, at);
create index alert_entry_pages on alert_entry (staff_id, at) where what = 'paged';
create index alert_entry_reply on alert_entry (reply_id) where reply_id is not null;
insert into alert_entry (alert_id, at, what, rule, report_id, reply_id)
    select alert_id, opened_at, 'opened', rule, report_id, reply_id from alert;

-- Office hours and who is on duty, in turn. The newest row holds; the older ones are history.
create table duty (
    position bigint generated always as identity primary key,
    saved_at timestamptz not null,
    saved_by text not null,
    body jsonb not null
);
