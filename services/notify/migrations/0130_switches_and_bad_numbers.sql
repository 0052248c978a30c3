-- Phones the carrier says no text can reach; forgotten when one writes to us.
create table unusable_phone (
    phone text primary key,
    error_code text not null,
    at timestamptz not null
);

-- Kinds of text that do not go as usual: held (off), or written down but not sent (dry_run).
create table kind_switch (
    kind text primary key,
    state text not null constraint kind_switch_state check (state in ('off', 'dry_run')),
    why text not null,  -- a carrier's code, or "operator"
    at timestamptz not null
);
