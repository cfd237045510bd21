#!/bin/sh
# Runs once, when Postgres makes its data directory: a role for the services, which may change rows and nothing else, and
# a role with a database of its own for the schema registry. The tables themselves belong to `postgres`, as whom set-up migrates.
set -eu
secrets=/run/secrets/servers
psql --set ON_ERROR_STOP=1 --quiet --username postgres --dbname lockstep \
  --set services="$(cat "$secrets/services-database-password")" \
  --set registry="$(cat "$secrets/registry-database-password")" <<'SQL'
create role lockstep_services login password :'services';
alter default privileges for role postgres grant usage on schemas to lockstep_services;
alter default privileges for role postgres grant select, insert, update, delete on tables to lockstep_services;
alter default privileges for role postgres grant usage, select on sequences to lockstep_services;
create role lockstep_registry login password :'registry';
create database registry owner lockstep_registry;
SQL
