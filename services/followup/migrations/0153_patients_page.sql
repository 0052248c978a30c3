-- A code by text opens a patient's own page. Neither the code nor the session is kept as it is.
create table page_code (
    code_id uuid primary key,
    patient_id text not null constraint page_code_patient references patient,
    code_hash bytea not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    tries smallint not null default 0,
    used_at timestamptz
);
create index page_code_patient_asked on page_code (patient_id, asked_at);

create table page_session (
    session_hash bytea primary key,
    patient_id text not null constraint page_session_patient references patient,
    opened_at timestamptz not null,
    expires_at timestamptz not null
);
create index page_session_patient on page_session (patient_id);
