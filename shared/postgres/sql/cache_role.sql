-- The login of the functions: it owns the schema of the cache, so that it can make an index when it first needs one, and
-- nothing else.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'analyst_cache') THEN
        CREATE ROLE analyst_cache NOINHERIT;
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'analyst_cache'
               AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)) THEN
        RAISE EXCEPTION 'the role analyst_cache is there already and may do more than it should';
    END IF;
    -- Only a member of a role may hand something over to it, or change it afterwards.
    EXECUTE format('GRANT analyst_cache TO %I', current_user);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO analyst_cache', current_database());
END
$$;

ALTER ROLE analyst_cache LOGIN NOINHERIT PASSWORD :'password';
