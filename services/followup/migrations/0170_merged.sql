-- Which record was found to be of the same person as another one. Rows keep their own patient_id,
-- so that it can be taken back; what is read of a person is read of all their records.
create table merged (
    patient_id text primary key,
    survivor_id text not null,
    merge_id text not null,
    at timestamptz not null,
    stands boolean not null
);
create index merged_survivor on merged (survivor_id) where stands;

create function survivor_of(id text) returns text language sql stable as $$
    select coalesce((select survivor_id from merged where patient_id = id and stands), id)
$$;

-- All records of the person, the one that stays first.
create function same_person(id text) returns text[] language sql stable as $$
    select array[survivor_of(id)] || array(
        select patient_id from merged
        where survivor_id = survivor_of(id) and stands order by patient_id)
$$;
