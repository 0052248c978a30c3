-- A check-in is one question or several, asked in turn; it may be nudged once, and ends partly
-- answered when it runs out on the way.
alter table checkin add column asks text[] not null default '{score}';
alter table checkin add column step smallint not null default 0;
alter table checkin add column waits boolean not null default false;
alter table checkin add column sent_at timestamptz;  -- the carrier took the question
alter table checkin add column nudged_at timestamptz;
alter table checkin add column ranged_at timestamptz;  -- answered with a range so far

alter table checkin drop constraint checkin_state_known;
alter table checkin add constraint checkin_state_known
    check (state in ('planned', 'asked', 'answered', 'partial', 'missed', 'retired'));
alter table checkin drop constraint checkin_closed_at_its_end;
alter table checkin add constraint checkin_closed_at_its_end
    check ((closed_at is not null) = (state in ('answered', 'partial', 'missed', 'retired')));
alter table checkin add constraint checkin_step_is_of_it
    check (step between 0 and cardinality(asks) - 1);
create index checkin_to_nudge on checkin (sent_at)
    where state = 'asked' and nudged_at is null and clarified_at is null and step = 0;
create index checkin_ranged on checkin (ranged_at) where state = 'asked' and ranged_at is not null;

-- Which question a report answers; a patient's own ("PAIN 8") is a score.
alter table report add column ask text not null default 'score';
alter table report add column source text not null default 'checkin';
alter table report add constraint report_source_known
    check (source in ('checkin', 'patient', 'phone'));
create index report_checkin_ask on report (checkin_id, ask);

-- What a patient noticed after a treatment, coded. Append-only.
create table reaction (
    reaction_id uuid primary key,
    patient_id text not null constraint reaction_patient references patient,
    checkin_id uuid constraint reaction_checkin references checkin,
    reply_id text not null constraint reaction_reply_once unique,
    raw_text text not null,
    kind text not null,
    grade text,
    signs text[] not null,
    denied text[] not null,
    reader_version text not null,
    reported_at timestamptz not null,
    constraint reaction_kind_known check (kind in ('none', 'signs', 'unclear')),
    constraint reaction_graded_by_its_signs check ((grade is not null) = (kind = 'signs'))
);
create index reaction_patient_reported on reaction (patient_id, reported_at);

-- Patients who did not answer, for somebody to telephone.
create table call (
    call_id uuid primary key,
    patient_id text not null constraint call_patient references patient,
    checkin_id uuid not null constraint call_checkin references checkin
        constraint call_once_a_checkin unique,
    reason text not null,
    since timestamptz not null,
    done_at timestamptz,
    done_by text,
    done_by_name text,
    outcome text,
    constraint call_done_by_somebody_with_outcome
        check ((done_at is null) = (outcome is null) and (done_at is null) = (done_by is null))
);
create index call_waiting on call (since) where done_at is null;
create unique index call_waiting_once on call (patient_id) where done_at is null;
