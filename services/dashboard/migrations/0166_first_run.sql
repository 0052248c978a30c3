-- Who knows this may make the first owner's account. There is at most one, and none once it was used.
create table setup_secret (
    only_one boolean primary key default true constraint setup_secret_only_one check (only_one),
    secret_hash bytea not null,
    made_at timestamptz not null
);

-- How far the owner has come with the first steps, and what they typed.
create table first_steps (
    only_one boolean primary key default true constraint first_steps_only_one check (only_one),
    typed jsonb not null,
    done text[] not null,
    saved_at timestamptz not null
);
