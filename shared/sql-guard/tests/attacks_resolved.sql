-- Statements that must be refused where a catalogue tells which tables and columns there are. One a line.

-- Relations that are no tables of the source
SELECT * FROM s
SELECT last_value FROM s
SELECT * FROM sqlite_master
SELECT * FROM dual
SELECT * FROM evil.orders
SELECT * FROM orders, evil
SELECT (SELECT count(*) FROM evil)

-- PostgreSQL calls a function for a column that does not exist
SELECT orders.lo_unlink FROM orders
SELECT o.my_function FROM orders o
SELECT t.t FROM orders t
SELECT o.row_to_json FROM orders o
SELECT o.to_jsonb FROM orders o
SELECT c.hash_record FROM customers c
SELECT orders.pg_column_size FROM orders
SELECT o.concat FROM orders o
SELECT x.count FROM orders AS x (count, b, c, d, e), orders AS y (a, b, c, d, e) WHERE y.count > 1
SELECT oid FROM orders
SELECT (SELECT o.my_function) FROM orders o
