-- E-mail, the second channel: the same rows, another way out.
alter table text
    add column channel text not null default 'text'
        constraint text_channel check (channel in ('text', 'email')),
    add column address text;
create index text_address on text (address, sending_at desc) where address is not null;

-- Every yes and no to e-mails. Rows are added, never changed. A no is the mailbox's, whoever it was
-- given for, and holds for what was said before it.
create table mail_consent_entry (
    position bigint generated always as identity primary key,
    address text not null,
    patient_id text,  -- null for a no
    what text not null constraint mail_consent_entry_what check (what in ('visit', 'reminder')),
    state text not null constraint mail_consent_entry_state check (state in ('granted', 'revoked')),
    source text not null,  -- "booking_page", "front_desk", "link", ...
    wording text,
    wording_version text,
    recorded_by text,
    at timestamptz not null,
    constraint mail_consent_entry_of_somebody check ((state = 'granted') = (patient_id is not null)),
    constraint mail_consent_entry_once unique nulls not distinct
        (address, patient_id, what, state, source, at)
);
create index mail_consent_entry_patient on mail_consent_entry (patient_id, position);
create index mail_consent_entry_address on mail_consent_entry (address, position);
create trigger mail_consent_entry_append_only before update or delete on mail_consent_entry
    for each row execute function refuse_change_but_erasure();

-- Mailboxes that a server says are not there.
create table unusable_address (
    address text primary key,
    error_code text not null,
    at timestamptz not null
);

-- How the mail server did last.
create table mail_server (
    only_row boolean primary key default true constraint mail_server_one check (only_row),
    last_success_at timestamptz,
    last_error_at timestamptz,
    last_error_class text,
    last_error_code text
);
