-- Hands the cache over to its login: all of it, for the extension and its tables may have been made by somebody else.

ALTER SCHEMA analyst_cache OWNER TO analyst_cache;

DO $$
DECLARE
    relation regclass;
    routine regprocedure;
BEGIN
    FOR relation IN
        SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'analyst_cache' AND c.relkind = 'r' AND c.relowner <> 'analyst_cache'::regrole
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO analyst_cache', relation);
    END LOOP;
    -- The role that reads takes routines back from PUBLIC, those of vectors too where they have the same owner.
    FOR routine IN
        SELECT d.objid FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
        WHERE e.extname = 'vector' AND d.classid = 'pg_catalog.pg_proc'::regclass
          AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
          AND NOT has_function_privilege('analyst_cache', d.objid, 'EXECUTE')
    LOOP
        EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO analyst_cache', routine);
    END LOOP;
END
$$;
