-- Programs of others that are told of visits. Secrets are made from the id and the generation.
create table webhook_endpoint (
    key integer generated always as identity primary key,
    id uuid not null constraint webhook_endpoint_id_unique unique,
    url text not null,
    event_types text[] not null
        constraint webhook_endpoint_types check (cardinality(event_types) > 0),
    active boolean not null default true,
    generation integer not null default 1,
    rotated_at timestamptz,
    created_by text not null,
    created_at timestamptz not null,
    removed_at timestamptz
);

create table webhook_delivery (
    id uuid primary key,
    endpoint_key integer not null constraint webhook_delivery_to references webhook_endpoint,
    event_id uuid not null,
    type text not null,
    event json not null,
    occurred_at timestamptz not null,
    state text not null default 'waiting'
        constraint webhook_delivery_state check (state in ('waiting', 'delivered', 'dead')),
    attempts integer not null default 0,
    next_at timestamptz not null,
    last_outcome text,  -- "204", "timeout", "refused_address"
    constraint webhook_delivery_once unique (endpoint_key, event_id)
);
create index webhook_delivery_due on webhook_delivery (next_at) where state = 'waiting';

-- In the transaction of the change itself, so that neither is without the other.
create function queue_webhooks() returns trigger language plpgsql as $$
begin
    insert into webhook_delivery (id, endpoint_key, event_id, type, event, occurred_at, next_at)
    select gen_random_uuid(), key, new.event_id, new.type, new.payload, new.occurred_at,
           new.occurred_at
    from webhook_endpoint where active and new.type = any(event_types);
    return null;
end $$;
create trigger outbox_to_webhooks after insert on outbox for each row
    when (new.topic = 'clinic.appointments') execute function queue_webhooks();
