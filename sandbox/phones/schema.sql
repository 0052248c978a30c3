create table if not exists phones (
  number    text primary key,
  name      text not null default '',
  opted_out integer not null default 0,
  added_at  integer not null
) strict;

create table if not exists texts (
  id             integer primary key autoincrement,
  sid            text not null unique,
  phone          text not null references phones (number),
  direction      text not null,
  sender         text,
  recipient      text not null,
  body           text not null,
  pictures       integer not null default 0,
  segments       integer not null,
  status         text not null,
  error_code     integer,
  callback_url   text,
  service_sid    text,
  send_at        integer,
  outcome        text not null default '{}',
  webhook_status integer,
  created_at     integer not null,
  updated_at     integer not null,
  sent_at        integer
) strict;
create index if not exists texts_by_phone on texts (phone, id);
create index if not exists texts_scheduled on texts (send_at) where status = 'scheduled';

-- What still has to happen, so that a killed simulator carries on where it was.
create table if not exists steps (
  id       integer primary key autoincrement,
  kind     text not null,
  sid      text not null,
  due_at   real not null,
  detail   text not null,
  attempts integer not null default 0,
  taken    integer not null default 0
) strict;
create index if not exists steps_due on steps (kind, due_at, id) where taken = 0;
create index if not exists steps_taken on steps (sid) where taken = 1;

create table if not exists faults (
  id         integer primary key autoincrement,
  kind       text not null,
  recipient  text,
  remaining  integer,
  seconds    real not null,
  error_code integer
) strict;

create table if not exists webhooks (
  id           integer primary key autoincrement,
  at           integer not null,
  kind         text not null,
  sid          text not null,
  url          text not null,
  params       text not null,
  attempt      integer not null,
  status       integer,
  error        text,
  milliseconds integer not null
) strict;

-- Feeds the live page: triggers, so that no writer can forget to tell it.
create table if not exists changes (
  id      integer primary key autoincrement,
  kind    text not null,
  subject text not null
) strict;
create trigger if not exists text_added after insert on texts
  begin insert into changes (kind, subject) values ('text', new.sid); end;
create trigger if not exists text_changed after update on texts
  begin insert into changes (kind, subject) values ('text', new.sid); end;
create trigger if not exists text_removed after delete on texts
  begin insert into changes (kind, subject) values ('removed', old.sid); end;
create trigger if not exists phone_added after insert on phones
  begin insert into changes (kind, subject) values ('phone', new.number); end;
create trigger if not exists phone_changed after update on phones
  begin insert into changes (kind, subject) values ('phone', new.number); end;
create trigger if not exists fault_added after insert on faults
  begin insert into changes (kind, subject) values ('faults', ''); end;
create trigger if not exists fault_changed after update on faults
  begin insert into changes (kind, subject) values ('faults', ''); end;
create trigger if not exists fault_removed after delete on faults
  begin insert into changes (kind, subject) values ('faults', ''); end;
