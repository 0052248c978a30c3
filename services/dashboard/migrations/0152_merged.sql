-- Which record was found to be of the same person as another one. Rows keep their own patient_id;
-- a person's page asks for those of all their records.
create table merged (
    patient_id text primary key,
    survivor_id text not null,
    merge_id text not null,
    at timestamptz not null,
    undo_until timestamptz,
    stands boolean not null
);
create index merged_survivor on merged (survivor_id) where stands;
create trigger merged_of_erased before insert on merged
    for each row execute function refuse_erased();

-- Their bodies are read when they run: a rebuilt read model brings new tables of the same name.
create function survivor_of(id text) returns text language sql stable as $$
    select coalesce((select survivor_id from merged where patient_id = id and stands), id)
$$;

-- All records of the person, the one that stays first.
create function same_person(id text) returns text[] language sql stable as $$
    select array[survivor_of(id)] || array(
        select patient_id from merged
        where survivor_id = survivor_of(id) and stands order by patient_id)
$$;
