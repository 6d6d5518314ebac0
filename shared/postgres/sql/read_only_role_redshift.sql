-- A login that can read and nothing else, on Amazon Redshift. Run it as a superuser, once for each schema that questions
-- may be about:
--
--   psql -v password=... -v schema=public -v database=dev -f read_only_role_redshift.sql "postgresql://admin@host:5439/dev"
--
-- It is written after Amazon's documentation and has not been tried on a cluster. Redshift has no DO, and REVOKE of rights on
-- single functions only. Where the user exists already the first statement fails and the others run: leave ON_ERROR_STOP off.

CREATE USER analyst_reader PASSWORD :'password' NOCREATEDB NOCREATEUSER SYSLOG ACCESS RESTRICTED CONNECTION LIMIT 20;

-- The user's own defaults, for whoever logs in with it by other means. The engine sets its own in each transaction.
ALTER USER analyst_reader SET statement_timeout TO 60000;
ALTER USER analyst_reader SET search_path TO :"schema";

-- Nobody makes objects in passing, in the schema or as temporary tables.
REVOKE TEMPORARY ON DATABASE :"database" FROM PUBLIC;
REVOKE ALL ON DATABASE :"database" FROM analyst_reader;
REVOKE CREATE ON SCHEMA :"schema" FROM PUBLIC;
REVOKE CREATE ON SCHEMA :"schema" FROM analyst_reader;
GRANT USAGE ON SCHEMA :"schema" TO analyst_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA :"schema" TO analyst_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA :"schema" GRANT SELECT ON TABLES TO analyst_reader;

-- No COPY, UNLOAD or external function by a role of the cluster: until this is said once, everybody may.
REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL;

-- New functions of the schema are not for everybody: one that calls Lambda leaves the cluster. Procedures never were.
ALTER DEFAULT PRIVILEGES IN SCHEMA :"schema" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Old ones have to be taken back one by one (REVOKE EXECUTE ON FUNCTION name (types) FROM PUBLIC); those that are left:
SELECT namespace_name, function_name, argument_types
FROM svv_function_privileges
WHERE namespace_name = :'schema' AND identity_name IN ('analyst_reader', 'public');

-- What the user might still change: expected to be no row.
SELECT namespace_name, relation_name, privilege_type
FROM svv_relation_privileges
WHERE identity_name IN ('analyst_reader', 'public') AND privilege_type <> 'SELECT'
    AND namespace_name NOT IN ('pg_catalog', 'information_schema');
