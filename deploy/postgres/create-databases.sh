#!/bin/bash
# Run once by the PostgreSQL image, on an empty data directory: one database and one role a service,
# and nobody may look into another's. Migrations run as the role that owns the database.
set -euo pipefail

create_database() {
  local service=$1 password=$2
  psql --set ON_ERROR_STOP=1 --set service="$service" --set password="$password" \
    --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet <<'SQL'
create role :"service" login password :'password';
create database :"service" owner :"service" encoding 'UTF8' template template0;
revoke all on database :"service" from public;
SQL
}

create_database booking "$BOOKING_DATABASE_PASSWORD"
create_database notify "$NOTIFY_DATABASE_PASSWORD"
create_database followup "$FOLLOWUP_DATABASE_PASSWORD"
create_database dashboard "$DASHBOARD_DATABASE_PASSWORD"
