-- Whether PostgreSQL itself would run a query, whatever its tables are called: what is missing is made, of one type after the other.

CREATE FUNCTION try_once(query text, type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    named text;
    owner text;
    home regclass;
BEGIN
    FOR step IN 1..300 LOOP
        BEGIN
            -- WITH HOLD refuses FOR UPDATE; every cursor refuses what writes.
            EXECUTE 'DECLARE probe CURSOR WITH HOLD FOR ' || query;
            RETURN 'runs';
        EXCEPTION
            WHEN undefined_table THEN
                message := SQLERRM;
                named := substring(message from '^relation "(.*)" does not exist');
                IF named IS NULL THEN RETURN SQLSTATE || ' ' || message; END IF;
                IF named LIKE '%.%' THEN
                    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', split_part(named, '.', 1));
                END IF;
                EXECUTE 'CREATE TABLE ' || (SELECT string_agg(quote_ident(part), '.')
                                            FROM unnest(string_to_array(named, '.')) AS part) || ' ()';
            WHEN undefined_column THEN
                message := SQLERRM;
                named := coalesce(substring(message from '^column "(.*)" does not exist'),
                                  substring(message from '^column (?:[^ ]*\.)?([^ .]*) does not exist'),
                                  substring(message from '^column "(.*)" specified in USING clause does not exist'));
                owner := substring(message from '^column ([^ .]*)\.[^ .]* does not exist');
                IF named IS NULL THEN RETURN SQLSTATE || ' ' || message; END IF;
                -- The table of that name, or else the next that lacks the column.
                SELECT c.oid INTO home FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
                    AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = named)
                ORDER BY c.relname = owner DESC NULLS LAST, c.oid LIMIT 1;
                IF home IS NULL THEN RETURN SQLSTATE || ' ' || message; END IF;
                EXECUTE format('ALTER TABLE %s ADD COLUMN %I %s', home, named, type);
            WHEN OTHERS THEN
                RETURN SQLSTATE || ' ' || SQLERRM;
        END;
    END LOOP;
    RETURN 'too many names';
END $$;

-- What `try_once` says, best of all types; nothing it made is left.
CREATE FUNCTION outcome(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    type text;
    first text;
    result text;
BEGIN
    FOREACH type IN ARRAY ARRAY['integer', 'text', 'date', 'timestamptz', 'numeric', 'boolean', 'jsonb', 'integer[]'] LOOP
        BEGIN
            -- Taken back, whatever it made.
            RAISE EXCEPTION USING ERRCODE = 'ZZ001', MESSAGE = try_once(query, type);
        EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
            result := replace(SQLERRM, E'\n', ' ');
        END;
        EXIT WHEN result = 'runs';
        first := coalesce(first, result);
    END LOOP;
    RETURN CASE result WHEN 'runs' THEN result ELSE first END;
END $$;
