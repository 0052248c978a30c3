-- Who can be texted, as booking says. The newest version seen.
create table patient (
    patient_id text primary key,
    version integer not null,
    practice_id text not null,
    name text not null,
    phone text,  -- E.164
    language text not null,
    time_zone text,  -- IANA; null means the clinic's
    consented_categories text[] not null,
    consent_given_at timestamptz
);
create index patient_phone on patient (phone);

-- Every yes and no to texts. Rows are added, never changed.
create table consent_entry (
    position bigint generated always as identity primary key,
    phone text not null,
    patient_id text,  -- null: whoever uses the phone
    category text,  -- null: all texts
    state text not null constraint consent_entry_state check (state in ('granted', 'revoked')),
    source text not null,  -- "booking_page", "keyword", "carrier", ...
    wording text,
    wording_version text,
    words text,  -- what the patient wrote, for a reply
    message_sid text,
    at timestamptz not null,
    constraint consent_entry_once unique nulls not distinct
        (phone, patient_id, category, state, source, at)
);
create index consent_entry_phone on consent_entry (phone, position desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end $$;
create trigger consent_entry_append_only before update or delete on consent_entry
    for each row execute function refuse_change();

-- The last word for each phone, patient and category.
create view consent as
    select distinct on (phone, patient_id, category) phone, patient_id, category, state, source, at
    from consent_entry
    order by phone, patient_id, category, position desc;

-- Visits as booking says. The newest version seen.
create table visit (
    appointment_id text primary key,
    version integer not null,
    patient_id text not null,
    status text not null,
    starts_at timestamptz not null,
    content jsonb not null  -- shared.events.appointments.Visit
);
create index visit_patient on visit (patient_id, starts_at);

create table text (
    text_id uuid primary key,
    patient_id text not null,
    kind text not null,
    category text not null,
    state text not null constraint text_state check (state in (
        'planned', 'claimed', 'sending', 'accepted', 'sent', 'delivered',
        'retired', 'expired', 'failed', 'unsure')),
    version integer not null,
    planned_at timestamptz not null,
    due_at timestamptz not null,
    expires_at timestamptz not null,
    appointment_id text,
    appointment_version integer,
    lead text not null,  -- how long before the visit ("48h"), or the reply it answers
    request_id text constraint text_request_unique unique,
    in_reply_to text,
    answers_at timestamptz,  -- when the patient did what this answers
    expects text,
    template_values jsonb not null,
    lease_until timestamptz,
    attempt_id uuid constraint text_attempt_unique unique,
    attempts integer not null,
    sending_at timestamptz,
    phone text,
    body text,
    segments integer,
    sid text constraint text_sid_unique unique,
    carrier_status text,
    error_code text,
    reason text,
    unsure_at timestamptz,
    constraint text_once unique (appointment_id, appointment_version, kind, lead)
);
create index text_due on text (due_at) where state in ('planned', 'claimed');
create index text_sending on text (lease_until) where state = 'sending';
create index text_open on text (patient_id) where state in ('planned', 'claimed');
create index text_appointment on text (appointment_id);
create index text_phone on text (phone, sending_at desc) where phone is not null;

-- Why a text moved, failed or went.
create table text_history (
    position bigint generated always as identity primary key,
    text_id uuid not null references text,
    at timestamptz not null,
    state text not null,
    version integer not null,
    due_at timestamptz not null,
    why text
);
create index text_history_text on text_history (text_id, position);

-- What the carrier said about a text, all of it.
create table callback (
    position bigint generated always as identity primary key,
    sid text not null,
    status text not null,
    error_code text,
    text_id uuid,
    attempt_id uuid,
    received_at timestamptz not null,
    constraint callback_once unique nulls not distinct (sid, status, error_code)
);
create index callback_attempt on callback (attempt_id);

-- What patients wrote. Kept for good: a replayed webhook is known years later.
create table inbound (
    message_sid text primary key,
    reply_id uuid not null constraint inbound_reply_unique unique,
    phone text not null,
    our_number text not null,
    body text not null,
    media_count integer not null,
    received_at timestamptz not null,
    handle_after timestamptz not null,
    attempts integer not null,
    handled_at timestamptz,
    intent text,
    patient_id text
);
create index inbound_waiting on inbound (handle_after) where handled_at is null;

create table question (
    text_id uuid primary key references text,
    phone text not null,
    patient_id text not null,
    request_id text not null,
    kind text not null,
    expects text not null,
    asked_at timestamptz not null,
    closed_at timestamptz,
    closed_why text
);
create unique index question_one_open_per_phone on question (phone) where closed_at is null;
create index question_request on question (request_id);

-- "Reply X again to cancel" was asked and may be answered until expires_at.
create table pending_cancel (
    phone text primary key,
    appointment_id text not null,
    expires_at timestamptz not null
);
