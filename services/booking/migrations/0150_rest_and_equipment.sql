-- While needles rest the practitioner is free and the room is not: from which minute of the visit,
-- and for how long. What a treatment needs besides a room: one piece of a kind of equipment.
alter table treatment
    add column rest_from_minute integer,
    add column rest_minutes integer,
    add column equipment_kind text,
    add constraint treatment_rest check (
        rest_from_minute is null and rest_minutes is null
        or rest_from_minute > 0 and rest_minutes > 0 and rest_from_minute + rest_minutes < minutes);

create table equipment (
    key integer generated always as identity primary key,
    id text not null constraint equipment_id_unique unique,
    location_key integer not null constraint equipment_location references location,
    name text not null,
    kind text not null,
    retired boolean not null default false
);

-- Room, equipment and patient are taken for all of `blocked`, the practitioner for these parts of it.
alter table appointment
    add column practitioner_blocked tstzmultirange,
    add column equipment_key integer constraint appointment_equipment references equipment;
update appointment set practitioner_blocked = tstzmultirange(blocked);
alter table appointment
    alter column practitioner_blocked set not null,
    add constraint appointment_practitioner_times
        check (practitioner_blocked <@ blocked and not isempty(practitioner_blocked)),
    drop constraint appointment_practitioner_once,
    add constraint appointment_practitioner_once
        exclude using gist (practitioner_key with =, practitioner_blocked with &&)
        where (live and not overbooked),
    add constraint appointment_equipment_once
        exclude using gist (equipment_key with =, blocked with &&)
        where (live and not overbooked and equipment_key is not null);
