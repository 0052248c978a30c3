-- What booking last said of the practice, for when it is away. None until there is a practice.
create table known_practice (
    only_one boolean primary key default true constraint known_practice_only_one check (only_one),
    name text not null,
    time_zone text not null,  -- IANA
    heard_at timestamptz not null
);
