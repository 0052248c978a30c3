-- Until when the carrier has been asked for replies that its webhook did not bring.
create table replies_asked_for (
    only_row boolean primary key default true constraint replies_asked_for_one_row check (only_row),
    until timestamptz not null
);
