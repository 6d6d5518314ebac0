-- Statements that must be refused in every dialect, with and without a catalogue: the corners of PostgreSQL's regression
-- tests that the other lists leave out, and what Redshift, Athena and DataFusion bring along. One a line.

-- Table commands and values in disguise
TABLE orders
(TABLE orders)
TABLE ONLY orders
WITH x AS (TABLE pg_class) SELECT * FROM x
SELECT * FROM (TABLE orders) AS t
SELECT 1 UNION ALL TABLE orders
VALUES (nextval('s'))
VALUES (1, pg_backend_pid())
VALUES ((SELECT lo_creat(-1)))
(VALUES (1)) FOR UPDATE
SELECT * FROM (VALUES (txid_current())) AS t (x)
SELECT * FROM ROWS FROM (generate_series(1, 3), pg_ls_dir('.')) AS t (a, b)
SELECT * FROM ROWS FROM (json_to_recordset('[]') AS (a int)) AS t
SELECT * FROM json_to_record('{"a":1}') AS t (a int)
SELECT * FROM jsonb_populate_record(NULL::orders, '{"id":1}')
SELECT * FROM jsonb_populate_recordset(NULL::orders, '[]')
SELECT (jsonb_populate_record(NULL::orders, '{"id":1}')).*
SELECT * FROM pg_show_all_settings()
SELECT * FROM pg_lock_status()
SELECT * FROM pg_prepared_statement()
SELECT * FROM pg_timezone_names()
SELECT * FROM pg_config()
SELECT * FROM pg_hba_file_rules()
SELECT * FROM pg_get_keywords()
SELECT * FROM pg_event_trigger_dropped_objects()
SELECT * FROM pg_extension_update_paths('x')
SELECT * FROM pg_partition_tree('orders')
SELECT * FROM aclexplode('{=r/owner}')
SELECT * FROM unnest(pg_blocking_pids(1)) AS t
SELECT * FROM generate_series(1, currval('s')) AS g
SELECT * FROM generate_series(nextval('s'), 10) AS g
SELECT * FROM generate_series(1, (SELECT pg_backend_pid())) AS g
SELECT * FROM orders, LATERAL pg_sleep(amount::int)
SELECT * FROM orders o LEFT JOIN LATERAL (SELECT set_config('a.b', o.status, false)) AS t ON true

-- Locks in every place
SELECT * FROM orders FOR UPDATE OF orders SKIP LOCKED
SELECT * FROM orders FOR NO KEY UPDATE NOWAIT
SELECT * FROM orders FOR KEY SHARE
SELECT * FROM (SELECT * FROM orders FOR SHARE) AS t
SELECT (SELECT id FROM orders LIMIT 1 FOR UPDATE)
SELECT * FROM orders LIMIT 1 FOR UPDATE
SELECT * FROM orders FOR UPDATE LIMIT 1
SELECT * FROM orders FOR READ ONLY
WITH t AS (SELECT * FROM orders FOR KEY SHARE) SELECT * FROM t
SELECT EXISTS (SELECT FROM orders FOR UPDATE)
SELECT ARRAY(SELECT id FROM orders FOR UPDATE)
SELECT * FROM orders WHERE id IN (SELECT id FROM orders FOR SHARE)
(SELECT * FROM orders) UNION ALL (SELECT * FROM orders FOR UPDATE)
SELECT * FROM orders WHERE CURRENT OF c

-- INTO in every place
SELECT id INTO TEMP t FROM orders
SELECT id INTO UNLOGGED t FROM orders
SELECT id INTO STRICT t FROM orders
SELECT * INTO OUTFILE '/tmp/x' FROM orders
SELECT id FROM orders INTO t
WITH x AS (SELECT 1) SELECT * INTO t FROM x
SELECT 1 INTO t UNION SELECT 2
(SELECT 1 INTO t)
SELECT DISTINCT id INTO t FROM orders
SELECT TOP 1 id INTO #t FROM orders

-- Statements that carry a query
COPY (SELECT * FROM orders) TO STDOUT
COPY (SELECT 1) TO PROGRAM 'id'
COPY (VALUES (1)) TO '/tmp/x' WITH (FORMAT csv)
COPY orders FROM STDIN
EXPLAIN SELECT 1
EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM orders
EXPLAIN (GENERIC_PLAN) SELECT * FROM orders WHERE id = $1
EXPLAIN VERBOSE DELETE FROM orders
PREPARE q AS SELECT * FROM orders
PREPARE q (int) AS DELETE FROM orders WHERE id = $1
EXECUTE q
EXECUTE q (1)
EXECUTE q USING 1
EXECUTE IMMEDIATE 'SELECT 1'
DEALLOCATE ALL
DECLARE c CURSOR FOR SELECT * FROM orders
DECLARE c CURSOR WITH HOLD FOR SELECT * FROM orders
FETCH ALL FROM c
MOVE 1 FROM c
CLOSE ALL
CREATE TABLE t AS SELECT * FROM orders
CREATE MATERIALIZED VIEW v AS SELECT * FROM orders
CREATE VIEW v AS SELECT * FROM orders
INSERT INTO orders SELECT * FROM orders
UNLOAD ('SELECT * FROM orders') TO 's3://x/' IAM_ROLE default
UNLOAD (SELECT * FROM orders) TO 's3://x/' WITH (format = 'PARQUET')
DECLARE c CURSOR FOR SELECT 1; FETCH ALL c
DESCRIBE INPUT q
DESCRIBE orders
SHOW TABLES
SHOW CREATE TABLE orders
SHOW search_path
CALL p()
DO 'BEGIN END'
MERGE INTO orders USING customers ON true WHEN MATCHED THEN DELETE
WITH x AS (MERGE INTO orders USING customers ON true WHEN MATCHED THEN DELETE RETURNING *) SELECT * FROM x
WITH x AS (UPDATE orders SET id = 1 RETURNING id), y AS (SELECT 1) SELECT * FROM y
WITH x AS NOT MATERIALIZED (DELETE FROM orders RETURNING *) SELECT * FROM x
WITH x AS (SELECT 1) INSERT INTO orders SELECT * FROM x
WITH x AS (SELECT 1) DELETE FROM orders
WITH x AS (SELECT 1) UPDATE orders SET id = 1
WITH x AS (SELECT 1) MERGE INTO orders USING x ON true WHEN MATCHED THEN DELETE

-- Names that are looked up
SELECT 'orders'::regclass
SELECT 'orders'::regclass::oid
SELECT CAST('orders' AS regclass)
SELECT regclass 'orders'
SELECT 'now()'::regproc
SELECT 'abs(int)'::regprocedure
SELECT '+'::regoper
SELECT '+(int,int)'::regoperator
SELECT 'int4'::regtype
SELECT 'owner'::regrole
SELECT 'public'::regnamespace
SELECT 'english'::regconfig
SELECT 'simple'::regdictionary
SELECT 'C'::regcollation
SELECT 'x'::regdatabase
SELECT regtype('int4')
SELECT to_regclass('orders')
SELECT to_regrole('owner')
SELECT '{orders}'::regclass[]
SELECT 1::oid
SELECT '(0,1)'::tid
SELECT '1'::xid
SELECT '1'::xid8
SELECT '10:20:'::pg_snapshot
SELECT '0/0'::pg_lsn
SELECT 'x'::name::regclass
SELECT '<x/>'::xml
SELECT xml '<x/>'
SELECT NULL::orders
SELECT CAST(ROW(1, 2) AS orders)
SELECT '{}'::aclitem[]
SELECT 'x'::"char"
SELECT 'x'::public.my_type
SELECT 'x'::my_domain
SELECT '1'::refcursor
SELECT cstring 'x'

-- Rights, sizes, statistics, transactions, sequences
SELECT has_table_privilege('orders', 'SELECT')
SELECT has_any_column_privilege('orders', 'SELECT')
SELECT has_parameter_privilege('x', 'SET')
SELECT has_schema_privilege('public', 'CREATE')
SELECT has_largeobject_privilege(1, 'SELECT')
SELECT row_security_active('orders')
SELECT pg_relation_size('orders')
SELECT pg_size_pretty(pg_database_size('x'))
SELECT txid_current_if_assigned()
SELECT txid_status(1)
SELECT pg_current_xact_id()
SELECT pg_xact_commit_timestamp('1')
SELECT mxid_age('1')
SELECT currval('s')
SELECT setval('s', 1, false)
SELECT lastval()
SELECT pg_get_serial_sequence('orders', 'id')
SELECT pg_sequence_last_value('s')
SELECT NEXT VALUE FOR s
SELECT s.nextval FROM dual
SELECT inet_client_addr()
SELECT version()
SELECT current_database()
SELECT current_schemas(true)
SELECT CURRENT_SCHEMA
SELECT CURRENT_CATALOG
SELECT CURRENT_ROLE
SELECT SESSION_USER
SELECT SYSTEM_USER
SELECT obj_description(1, 'pg_class')
SELECT col_description(1, 1)
SELECT format_type(23, NULL)
SELECT pg_typeof(1)
SELECT pg_collation_for('x')
SELECT pg_describe_object(1, 1, 1)
SELECT pg_identify_object(1, 1, 1)
SELECT pg_relation_filepath('orders')
SELECT pg_conf_load_time()
SELECT pg_postmaster_start_time()
SELECT pg_jit_available()
SELECT pg_export_snapshot()
SELECT pg_notify('a', 'b')
SELECT pg_notification_queue_usage()
SELECT pg_log_backend_memory_contexts(1)
SELECT pg_promote()
SELECT pg_rotate_logfile()
SELECT pg_switch_wal()
SELECT pg_create_restore_point('x')
SELECT pg_logical_emit_message(true, 'a', 'b')
SELECT pg_replication_origin_create('x')
SELECT pg_stat_get_activity(NULL)
SELECT pg_stat_force_next_flush()
SELECT pg_get_wal_summarizer_state()
SELECT pg_clear_attribute_stats('public', 'orders', 'id', false)
SELECT binary_upgrade_set_next_pg_type_oid(1)
SELECT brin_summarize_new_values('i')
SELECT gin_clean_pending_list('i')
SELECT pg_index_column_has_property('i', 1, 'asc')
SELECT amvalidate(1)
SELECT suppress_redundant_updates_trigger()
SELECT RI_FKey_check_ins()
SELECT array_in('{}', 23, -1)
SELECT textin('x')
SELECT int4_sum(1, 2)
SELECT int8inc(1)
SELECT hashtext('x')
SELECT random()
SELECT random(1, 6)
SELECT setseed(0.5)
SELECT array_shuffle(ARRAY[1, 2])
SELECT array_sample(ARRAY[1, 2], 1)
SELECT gen_random_uuid()
SELECT uuidv4()
SELECT timeofday()
SELECT clock_timestamp()

-- Large objects, files and documents
SELECT lo_create(0)
SELECT lo_open(1, 131072)
SELECT loread(0, 1)
SELECT lowrite(0, 'x')
SELECT lo_lseek64(0, 0, 0)
SELECT lo_tell(0)
SELECT lo_close(0)
SELECT lo_get(4711)
SELECT lo_export(4711, '/tmp/x')
SELECT pg_read_binary_file('x', 0, 1, true)
SELECT pg_ls_waldir()
SELECT pg_ls_logicalsnapdir()
SELECT pg_current_logfile()
SELECT xmlelement(NAME x, status) FROM orders
SELECT xmlforest(id, status) FROM orders
SELECT xmlagg(x) FROM orders
SELECT xmlconcat('<x/>', '<y/>')
SELECT xmlpi(NAME x)
SELECT xmlroot('<x/>', VERSION '1.0')
SELECT xmlparse(DOCUMENT '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')
SELECT xmlserialize(DOCUMENT '<x/>' AS text)
SELECT xpath('/x', '<x/>')
SELECT xpath_exists('/x', '<x/>')
SELECT xmlcomment('x')
SELECT xml_is_well_formed('x')
SELECT '<x/>' IS DOCUMENT
SELECT * FROM XMLTABLE('/x' PASSING '<x/>' COLUMNS a int PATH '.')
SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a int PATH '$'))
SELECT * FROM orders, JSON_TABLE(status, '$' COLUMNS (NESTED PATH '$' COLUMNS (a int))) AS t
SELECT table_to_xml('orders', true, true, '')
SELECT query_to_xmlschema('SELECT 1', true, true, '')
SELECT cursor_to_xml('c', 1, true, true, '')
SELECT schema_to_xml('public', true, true, '')
SELECT database_to_xml(true, true, '')
SELECT ts_rewrite('a'::tsquery, 'SELECT 1')
SELECT * FROM ts_parse('default', 'x')
SELECT * FROM ts_debug('x')
SELECT * FROM ts_token_type('default')
SELECT * FROM crosstab('SELECT 1, 2, 3') AS t (a int)
SELECT * FROM connectby('orders', 'id', 'id', '1', 0) AS t (a int)
SELECT dblink_exec('x', 'DROP TABLE orders')
SELECT dblink_connect('host=x')
SELECT * FROM dblink('SELECT 1') AS t (a int)
SELECT * FROM postgres_fdw_get_connections()
SELECT aws_s3.query_export_to_s3('SELECT 1', 'x')
SELECT aws_lambda.invoke('x', '{}')
SELECT cron.schedule('* * * * *', 'DELETE FROM orders')
SELECT http_get('http://x')
SELECT plpython3u('x')

-- System columns and catalogues
SELECT ctid FROM orders
SELECT orders.ctid FROM orders
SELECT o.tableoid FROM orders o
SELECT xmin FROM orders
SELECT cmin, cmax FROM orders
SELECT "ctid" FROM orders
SELECT * FROM orders ORDER BY ctid
SELECT count(*) FROM orders WHERE ctid = '(0,1)'
SELECT max(xmax) FROM orders
SELECT * FROM orders GROUP BY tableoid
SELECT * FROM pg_class
SELECT * FROM "pg_class"
SELECT * FROM PG_CATALOG.PG_CLASS
SELECT * FROM "pg_catalog"."pg_class"
SELECT * FROM information_schema.columns
SELECT * FROM INFORMATION_SCHEMA."columns"
SELECT * FROM "information_schema".tables AS orders
SELECT * FROM x.information_schema.tables
SELECT * FROM pg_toast.pg_toast_2619
SELECT * FROM pg_temp.t
SELECT * FROM pg_settings
SELECT * FROM pg_stats
SELECT * FROM pg_views
SELECT * FROM orders, pg_user
SELECT * FROM orders WHERE id IN (SELECT oid FROM pg_class)
SELECT (SELECT relname FROM pg_class LIMIT 1)
SELECT * FROM orders JOIN LATERAL (SELECT * FROM pg_roles) AS r ON true
WITH orders AS (SELECT * FROM pg_shadow) SELECT * FROM orders

-- Operators
SELECT 1 OPERATOR(pg_catalog.+) 2
SELECT OPERATOR(pg_catalog.-) 1
SELECT 1 OPERATOR(public.=) ANY (ARRAY[1])
SELECT * FROM orders ORDER BY id USING <
SELECT 1 @#@ 2
SELECT 1 ### 2
SELECT '(1,2)'::point <-> '(3,4)'::point
SELECT !=- 1

-- Places where an expression hides
SELECT * FROM orders TABLESAMPLE system (random() * 100)
SELECT * FROM orders TABLESAMPLE bernoulli (10) REPEATABLE (pg_backend_pid())
SELECT * FROM orders TABLESAMPLE system_rows (10)
SELECT * FROM orders TABLESAMPLE my_method (10)
SELECT count(*) FILTER (WHERE pg_sleep(1) IS NULL) FROM orders
SELECT sum(id) OVER (ORDER BY pg_sleep(1)) FROM orders
SELECT sum(id) OVER w FROM orders WINDOW w AS (PARTITION BY nextval('s'))
SELECT sum(id) OVER (ROWS lastval() PRECEDING) FROM orders
SELECT percentile_cont(random()) WITHIN GROUP (ORDER BY id) FROM orders
SELECT string_agg(status, ',' ORDER BY random()) FROM orders
SELECT * FROM orders GROUP BY GROUPING SETS ((id), (nextval('s')))
SELECT * FROM orders GROUP BY CUBE (id, random())
SELECT * FROM orders HAVING pg_sleep(1) IS NULL
SELECT * FROM orders LIMIT pg_backend_pid()
SELECT * FROM orders OFFSET nextval('s')
SELECT * FROM orders FETCH FIRST (SELECT nextval('s')) ROWS ONLY
SELECT DISTINCT ON (nextval('s')) id FROM orders
SELECT CASE WHEN true THEN nextval('s') END
SELECT CASE nextval('s') WHEN 1 THEN 1 END
SELECT COALESCE(NULL, nextval('s'))
SELECT ARRAY[nextval('s')]
SELECT (ARRAY[1, 2])[nextval('s')]
SELECT ROW(nextval('s'), 1)
SELECT (1, nextval('s')) = (1, 2)
SELECT 1 IN (1, nextval('s'))
SELECT 1 = ANY (ARRAY[nextval('s')])
SELECT 1 BETWEEN SYMMETRIC nextval('s') AND 2
SELECT 'a' LIKE current_setting('x')
SELECT 'a' SIMILAR TO current_setting('x') ESCAPE '#'
SELECT EXTRACT(epoch FROM clock_timestamp())
SELECT now() AT TIME ZONE current_setting('timezone')
SELECT SUBSTRING(pg_read_file('x') FROM 1 FOR 2)
SELECT POSITION('a' IN pg_read_file('x'))
SELECT OVERLAY(pg_read_file('x') PLACING 'a' FROM 1)
SELECT TRIM(BOTH FROM pg_read_file('x'))
SELECT CAST(pg_read_file('x') AS text)
SELECT pg_read_file('x') COLLATE "C"
SELECT pg_read_file('x') IS NOT NULL
SELECT NOT pg_sleep(1) IS NULL
SELECT - nextval('s')
SELECT 1 FROM orders JOIN customers ON nextval('s') = 1
SELECT * FROM orders NATURAL JOIN pg_class
SELECT * FROM orders JOIN customers USING (ctid)
SELECT JSON_OBJECT('a': nextval('s'))
SELECT JSON_ARRAY(nextval('s'))
SELECT JSON_ARRAY(SELECT nextval('s'))
SELECT JSON_VALUE('{}', '$' PASSING nextval('s') AS x)
SELECT JSON_QUERY('{}', '$' DEFAULT nextval('s') ON EMPTY)
SELECT MERGE_ACTION()
SELECT GROUPING(nextval('s')) FROM orders
SELECT NORMALIZE(current_setting('x'), NFC)

-- Values of any size from one call
SELECT format('%1000000000s', 'x')
SELECT format('%*s', 1000000000, 'x')
SELECT format('%1$*2$s', 'x', 1000000000)
SELECT format('%-900000000s', status) FROM orders
SELECT format(status, 'x') FROM orders
SELECT repeat('x', length(status)) FROM orders
SELECT lpad('x', 1000000000)

-- Quotes, comments, variables
SELECT * FROM U&"pg\005fclass"
SELECT U&"pg\005fsleep"(1)
SELECT $$a$$; DELETE FROM orders
SELECT $a$x$a$, $b$y$c$
SELECT :x
SELECT :'x'
SELECT :"x" FROM orders
SELECT ?
SELECT $1
SELECT @@version
SELECT @x := 1
SELECT {{ x }}
SELECT ${x}
\copy orders TO '/tmp/x'
\! id
\i /etc/passwd
SELECT 1 \gexec
SELECT 1 \g |id
SELECT 1 \watch 1
SELECT 1 \bind 1 \g
\d orders
SELECT E'a\'; DROP TABLE orders; --

-- Redshift
SELECT * FROM stl_query
SELECT * FROM svv_external_tables
SELECT * FROM sys_query_history
SELECT * FROM stv_sessions
SELECT pg_last_query_id()
SELECT pg_terminate_backend(1)
SELECT my_lambda_function(status) FROM orders
SELECT exfunc.my_function(status) FROM orders
SELECT explain_model('x')
SELECT lambda_invoke('x')
CREATE EXTERNAL FUNCTION f(varchar) RETURNS varchar VOLATILE LAMBDA 'x' IAM_ROLE default
CREATE MODEL m FROM orders TARGET status FUNCTION f IAM_ROLE default
SELECT * FROM orders; UNLOAD ('SELECT 1') TO 's3://x'
GRANT ASSUMEROLE ON ALL TO PUBLIC FOR ALL
SET query_group TO 'x'
SELECT * FROM TABLE(f(1))

-- Athena
SELECT * FROM TABLE(system.query(query => 'DELETE FROM orders'))
SELECT * FROM TABLE(mysql.system.query(query => 'SELECT 1'))
SELECT * FROM TABLE(sequence(1, 1000000000))
SELECT * FROM TABLE(exclude_columns(input => TABLE(orders), columns => DESCRIPTOR(email)))
SELECT * FROM system.runtime.queries
SELECT * FROM "lambda:function".db.orders
SELECT * FROM "orders$partitions"
SELECT * FROM "orders$history"
SELECT "$path" FROM orders
SELECT o."$file_modified_time" FROM orders o
SELECT "$path", count(*) FROM orders GROUP BY "$path"
USING EXTERNAL FUNCTION f(x varchar) RETURNS varchar LAMBDA 'evil' SELECT f(status) FROM orders
USING FUNCTION f(x varchar) RETURNS varchar TYPE LAMBDA_INVOKE WITH (lambda_name = 'evil') SELECT f(status) FROM orders
WITH FUNCTION f(x int) RETURNS int RETURN x SELECT f(1)
PREPARE q FROM SELECT * FROM orders WHERE id = ?
DEALLOCATE PREPARE q
OPTIMIZE orders REWRITE DATA USING BIN_PACK
MSCK REPAIR TABLE orders
CALL system.runtime.kill_query('x')
SELECT * FROM orders FOR VERSION AS OF 1
SELECT * FROM orders FOR TIMESTAMP AS OF TIMESTAMP '2020-01-01 00:00:00'
SELECT transform(ARRAY[1], x -> random())
SELECT reduce(ARRAY[1], 0, (s, x) -> s + x, s -> s)
SELECT filter(ARRAY[1], x -> x > 0)
SELECT shuffle(ARRAY[1])
SELECT uuid()
SELECT current_user
SELECT invoke_lambda('x')
SELECT ML_PREDICT('x')

-- DataFusion
SELECT * FROM '/etc/passwd'
SELECT * FROM "/etc/passwd"
SELECT * FROM 's3://x/y.parquet'
SELECT * FROM "https://x/y.csv"
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_parquet('x')
SELECT * FROM parquet_metadata('x')
SELECT * FROM information_schema.df_settings
CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'
COPY orders TO '/tmp/x' STORED AS CSV
SET datafusion.execution.batch_size = 1
SHOW FUNCTIONS
SELECT arrow_typeof(id) FROM orders
FROM orders
FROM orders SELECT id
SELECT * FROM orders |> WHERE id = 1
