create table staff (
    id uuid primary key,
    name text not null,
    email text not null constraint staff_email_lower_case check (email = lower(email)),
    role text not null
        constraint staff_role_known
        check (role in ('owner', 'practitioner', 'front_desk', 'read_only')),
    password_hash text not null,
    failures integer not null default 0,
    locked_until timestamptz,
    created_at timestamptz not null,
    constraint staff_email_unique unique (email)
);

-- Who saw or did what. Rows are added and never touched again.
create table audit_entry (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    staff_id uuid,  -- null for a sign-in that failed with an unknown e-mail address
    action text not null,
    patient_id text,
    subject text  -- what it was done to: an id, a date; never a name, a phone or a text's words
);
create index audit_entry_staff on audit_entry (staff_id, at);
create index audit_entry_patient on audit_entry (patient_id, at) where patient_id is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'audit_entry is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
    for each statement execute function refuse_change();

-- Replies that a person has read. The desk's own work, not part of the read model: a rebuild
-- leaves it alone.
create table reply_read (
    reply_id text primary key,
    staff_id uuid not null,
    read_at timestamptz not null
);
