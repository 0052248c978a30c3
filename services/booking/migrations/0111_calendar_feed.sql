-- Whoever has the address reads the feed; a new address ends the old one.
create table calendar_feed (
    practitioner_key integer primary key
        constraint calendar_feed_practitioner references practitioner,
    fingerprint bytea not null constraint calendar_feed_unique unique,
    created_at timestamptz not null
);
create index appointment_of_practitioner on appointment (practitioner_key, starts_at);
