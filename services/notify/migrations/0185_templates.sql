-- What the clinic says in place of a built-in template. Every saving is kept; the last one holds.
create table template_version (
    language text not null,
    kind text not null,
    version integer not null constraint template_version_from_one check (version > 0),
    variants text[] not null,  -- empty: the built-in ones again
    reverts_to integer,  -- the version whose words these are; 0 is the built-in one
    saved_by text not null,
    saved_at timestamptz not null,
    constraint template_version_once primary key (language, kind, version)
);
create trigger template_version_append_only before update or delete on template_version
    for each row execute function refuse_change();

-- Which words a text was written with: "en/reminder/2"; version 0 is built in.
alter table text add column template text;
