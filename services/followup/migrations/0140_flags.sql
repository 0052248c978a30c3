-- What the safety screen found, as carried by the visit: it makes some reactions graver.
alter table visit add column flags text[] not null default '{}';
