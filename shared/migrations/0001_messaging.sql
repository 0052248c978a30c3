-- Events on their way out. A row is written in the transaction that made the fact true.
create table outbox (
    position bigint generated always as identity primary key,
    event_id uuid not null constraint outbox_event_id_unique unique,
    topic text not null,
    key text not null,
    type text not null,
    occurred_at timestamptz not null,
    payload json,  -- null is a tombstone; json, not jsonb: what is resent is the same text
    traceparent text,
    published_at timestamptz
);
create index outbox_unpublished on outbox (position) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;

-- Events that have had their effect. The row and the effect share a transaction.
create table inbox (
    event_id uuid primary key,
    digest bytea not null,  -- of type and payload: the same id with other content is refused
    received_at timestamptz not null
);
create index inbox_received on inbox (received_at);

-- Records that could not be applied, whole, so that they can be read and replayed.
create table dead_letter (
    id bigint generated always as identity primary key,
    topic text not null,
    partition integer not null,
    record_offset bigint not null,
    key bytea,
    value bytea,
    headers jsonb not null,  -- [[name, base64 value], ...]
    reason text not null,
    attempts integer not null,
    failed_at timestamptz not null,
    replayed_at timestamptz,
    constraint dead_letter_record_unique unique (topic, partition, record_offset, failed_at)
);
create index dead_letter_waiting on dead_letter (failed_at) where replayed_at is null;
