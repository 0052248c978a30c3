-- Which database this is, as PostgreSQL itself says, and what is held back since it turned out to
-- be a copy of another one.
create table restore_guard (
    only_row boolean primary key default true constraint restore_guard_only_row check (only_row),
    identity text not null,
    held_before timestamptz  -- texts due before then wait for an operator; null: none
);
