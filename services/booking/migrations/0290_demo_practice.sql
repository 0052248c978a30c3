-- When the demo practice was loaded, and removed. While a row is not removed, all there is belongs
-- to the demo: it can only be loaded where there is nothing.
create table demo_practice (
    position bigint generated always as identity primary key,
    practice_id text not null,
    loaded_at timestamptz not null,
    loaded_by text not null,
    removed_at timestamptz,
    removed_by text,
    constraint demo_practice_removed_by_somebody check ((removed_at is null) = (removed_by is null))
);
create unique index demo_practice_one_in_force on demo_practice ((true)) where removed_at is null;
