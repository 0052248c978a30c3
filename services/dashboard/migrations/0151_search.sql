-- A part of a name or phone, of two characters or more, by the pairs of characters it holds. Trigrams
-- know nothing of two characters (many Chinese names, "Li"), and made PostgreSQL walk all patients.
create function folded(words text) returns text language sql immutable parallel safe
    return translate(lower(words), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy');

create function pairs_of(words text) returns text[] language sql immutable parallel safe
    return array(select distinct substr(words, at, 2) from generate_series(1, length(words) - 1) at);

drop index patient_search;
alter table patient drop column search;
alter table patient
    add column search text not null
        generated always as (folded(name) || ' ' || coalesce(phone, '')) stored,
    add column pairs text[] not null
        generated always as (pairs_of(folded(name) || ' ' || coalesce(phone, ''))) stored;
create index patient_pairs on patient using gin (pairs);
