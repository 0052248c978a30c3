-- Classes: one practitioner, one room, several patients, the same hour every week. A class whose
-- time changes is another class; the old one is kept for the visits that name it.
alter table treatment
    add column seats integer constraint treatment_seats check (seats > 0),
    add constraint treatment_class_is_plain
        check (seats is null or rest_minutes is null and equipment_kind is null);

create table class_time (
    key integer generated always as identity primary key,
    treatment_key integer not null constraint class_time_treatment references treatment,
    practitioner_key integer not null constraint class_time_practitioner references practitioner,
    room_key integer not null constraint class_time_room references room,
    weekday smallint not null constraint class_time_weekday check (weekday between 1 and 7),
    starts time not null,
    first_on date,
    last_on date,
    retired boolean not null default false,
    constraint class_time_unique unique (treatment_key, practitioner_key, room_key, weekday, starts),
    constraint class_time_dates check (first_on <= last_on)
);

-- Seats of one class are one party: they may overlap each other, and nothing else. Every other
-- visit is a party of its own. Who was squeezed into a full class has no seat.
alter table appointment
    add column class_time_key integer constraint appointment_class_time references class_time,
    add column seat integer,
    add column party bigint not null generated always as (coalesce(class_time_key, -key)) stored,
    add constraint appointment_seat check (seat is null or class_time_key is not null and seat > 0),
    drop constraint appointment_practitioner_once,
    drop constraint appointment_room_once,
    add constraint appointment_practitioner_once
        exclude using gist (practitioner_key with =, practitioner_blocked with &&, party with <>)
        where (live and not overbooked),
    add constraint appointment_room_once
        exclude using gist (room_key with =, blocked with &&, party with <>)
        where (live and not overbooked);
create unique index appointment_seat_once on appointment (class_time_key, starts_at, seat)
    where live and class_time_key is not null;
