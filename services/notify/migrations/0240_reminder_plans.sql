-- Reminder plans as the practice changed them. Every saving is kept; the last one holds.
create table reminder_plan_version (
    plan_id text not null,
    version integer not null constraint reminder_plan_version_from_one check (version > 0),
    leads text[] not null,  -- "2d": two days before, at the same wall time; "3h": three hours before
    saved_by text not null,
    saved_at timestamptz not null,
    constraint reminder_plan_version_once primary key (plan_id, version)
);
create trigger reminder_plan_version_append_only before update or delete on reminder_plan_version
    for each row execute function refuse_change();
