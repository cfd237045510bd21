-- What the services' database user needs, and no more. Run it after `migrate`, as the user who ran that:
--   psql "$DATABASE_URL" -v service_role=lockstep_service -f packages/store/grants.sql
-- The services never own a table: whoever takes one over can neither drop nor alter the ledger.
GRANT USAGE ON SCHEMA lockstep TO :"service_role";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA lockstep TO :"service_role";
REVOKE INSERT, UPDATE, DELETE ON lockstep.migrations FROM :"service_role";
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA lockstep TO :"service_role";
-- For the tables and functions of later migrations.
ALTER DEFAULT PRIVILEGES IN SCHEMA lockstep GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"service_role";
ALTER DEFAULT PRIVILEGES IN SCHEMA lockstep GRANT EXECUTE ON FUNCTIONS TO :"service_role";
