-- Phones of the clinic's own people: who is texted when something cannot wait.
create table staff_phone (
    staff_id text primary key,  -- as in the dashboard
    name text not null,
    phone text not null,  -- E.164
    on_call boolean not null,  -- told of whatever nobody else is told of
    notices text[] not null default '{}',  -- of what else they asked to be told
    saved_at timestamptz,
    saved_by text
);
insert into staff_phone (staff_id, name, phone, on_call)
    select 'on-call-' || row_number() over (order by phone), name, phone, true from on_call_phone;
drop table on_call_phone;
