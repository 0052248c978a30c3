alter table staff
    add column deactivated_at timestamptz,
    -- Sessions begun before this are over, whatever Redis says.
    add column sessions_since timestamptz,
    -- The password came from an owner: it is good for choosing one's own and for nothing else.
    add column password_given boolean not null default false;

create table second_factor (
    staff_id uuid primary key constraint second_factor_of_staff references staff,
    secret text not null,
    confirmed_at timestamptz,  -- null until a first code has shown that the phone has the secret
    last_step bigint not null default 0  -- of the last code used: a code counts once
);

create table recovery_code (
    staff_id uuid not null constraint recovery_code_of_staff references staff,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (staff_id, code_hash)
);
