-- Each address that was given for e-mails about visits, with what was read before it was.
create table email_consent (
    key bigint generated always as identity primary key,
    patient_key bigint not null constraint email_consent_of references patient,
    address text not null,
    given_at timestamptz not null,
    wording text not null,
    wording_version text not null,
    source text not null  -- "booking_page", "booking_api", "front_desk"
);
create index email_consent_of_patient on email_consent (patient_key, key);
create trigger email_consent_append_only before update or delete on email_consent
    for each row execute function refuse_change();
