-- A login that can read and nothing else. Run it as the owner of the database, once for each schema that questions may be
-- about; on Amazon RDS the master user is enough:
--
--   psql -v password=... -v schema=public -f read_only_role.sql "postgresql://owner@host/database"
--
-- The stack of a database runs it as well (functions/migrate). What it does not do: it cannot take back what PUBLIC was
-- given elsewhere. The last query lists what is left.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'analyst_reader') THEN
        CREATE ROLE analyst_reader NOINHERIT;
    END IF;
    -- Only a superuser may take these back, and a master user of RDS is none.
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'analyst_reader'
               AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)) THEN
        RAISE EXCEPTION 'the role analyst_reader is there already and may do more than read';
    END IF;
END
$$;

ALTER ROLE analyst_reader LOGIN NOINHERIT CONNECTION LIMIT 20 PASSWORD :'password';

-- The role's own defaults, for whoever logs in with it by other means. The engine sets its own in each transaction.
ALTER ROLE analyst_reader SET default_transaction_read_only = on;
ALTER ROLE analyst_reader SET statement_timeout = '60s';
ALTER ROLE analyst_reader SET lock_timeout = '5s';
ALTER ROLE analyst_reader SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE analyst_reader SET search_path = pg_catalog, public;

-- Nobody makes objects in passing, in the schema (until PostgreSQL 15 everybody might) or as temporary tables.
DO $$
BEGIN
    EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC, analyst_reader', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO analyst_reader', current_database());
END
$$;
REVOKE CREATE ON SCHEMA :"schema" FROM PUBLIC, analyst_reader;
GRANT USAGE ON SCHEMA :"schema" TO analyst_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA :"schema" TO analyst_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA :"schema" GRANT SELECT ON TABLES TO analyst_reader;

-- Functions of the schema are for everybody unless somebody takes that back; they might do anything that their owner
-- lets them do (SECURITY DEFINER). Grant single ones back where a view needs them.
REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA :"schema" FROM PUBLIC, analyst_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA :"schema" REVOKE EXECUTE ON ROUTINES FROM PUBLIC;

-- What the role might still change: expected to be no row.
SELECT n.nspname AS schema, c.relname AS relation, p.privilege AS may
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS p (privilege)
WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND pg_catalog.has_table_privilege('analyst_reader', c.oid, p.privilege);
