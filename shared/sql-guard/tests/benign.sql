-- Statements that must pass. One a line; `{dialects}` in front restricts them.

-- Plain
SELECT 1
SELECT id, amount FROM orders
SELECT * FROM orders
SELECT o.* FROM orders o
SELECT count(*) FROM orders
SELECT count(o.*) FROM orders AS o
SELECT DISTINCT status FROM orders
SELECT ALL status FROM orders
SELECT id AS "Order No" FROM orders
SELECT "id", "orders"."amount" FROM "orders"
SELECT ID, Orders.Amount FROM ORDERS
{postgresql} SELECT public.orders.id FROM public.orders
VALUES (1, 'a'), (2, 'b')
SELECT NULL, true, false, -1, +1, - -1, 1.5, 1e10, 'it''s', ''
(SELECT 1)
((SELECT id FROM orders) ORDER BY id LIMIT 3)

-- Conditions
SELECT * FROM orders WHERE amount > 100 AND status = 'paid' OR NOT status <> 'open'
SELECT * FROM orders WHERE amount BETWEEN 1 AND 2 AND status IN ('a', 'b') AND status NOT IN ('c')
SELECT * FROM orders WHERE status LIKE 'p%' AND status NOT LIKE '%x\_y' AND status IS NOT NULL
SELECT * FROM orders WHERE (amount, id) = (1, 2) AND amount IS DISTINCT FROM 3
SELECT * FROM orders WHERE order_date >= DATE '2024-01-01' AND order_date < DATE '2024-01-01' + INTERVAL '1' MONTH
SELECT * FROM orders WHERE amount > ALL (SELECT amount FROM orders WHERE status = 'x')
SELECT * FROM orders WHERE amount = ANY (SELECT amount FROM orders)
SELECT * FROM orders WHERE EXISTS (SELECT 1 FROM customers WHERE customers.id = orders.customer_id)
SELECT * FROM orders o WHERE amount > (SELECT avg(amount) FROM orders WHERE customer_id = o.customer_id)
SELECT * FROM orders WHERE status = 'SELECT; DROP TABLE orders -- /* '
SELECT * FROM orders WHERE (SELECT true)

-- Joins
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id
SELECT o.id, name FROM orders o LEFT JOIN customers c ON c.id = customer_id
SELECT o.id, c.name FROM orders o RIGHT OUTER JOIN customers c ON c.id = o.customer_id
SELECT o.id, c.name FROM orders o FULL OUTER JOIN customers c ON c.id = o.customer_id
SELECT id, name, amount FROM orders JOIN customers USING (id)
SELECT * FROM orders CROSS JOIN customers
SELECT o.id FROM orders o, customers c WHERE o.customer_id = c.id
SELECT a.id FROM orders a JOIN orders b ON a.id = b.customer_id
SELECT x.id FROM (orders x JOIN customers y ON x.customer_id = y.id)
SELECT o.id, t.n FROM orders o CROSS JOIN LATERAL (SELECT count(*) AS n FROM orders i WHERE i.customer_id = o.customer_id) t
SELECT o.id, t.n FROM orders o LEFT JOIN LATERAL (SELECT count(*) AS n FROM orders i WHERE i.customer_id = o.customer_id) t ON true
SELECT id FROM orders NATURAL JOIN customers

-- Grouping, windows, sets
SELECT status, sum(amount) AS total FROM orders GROUP BY status HAVING sum(amount) > 10 ORDER BY total DESC NULLS LAST
SELECT status, count(*) FROM orders GROUP BY 1 ORDER BY 2 DESC
SELECT status, customer_id, sum(amount) FROM orders GROUP BY ROLLUP (status, customer_id)
SELECT status, customer_id, sum(amount) FROM orders GROUP BY CUBE (status, customer_id)
{postgresql} SELECT count(DISTINCT customer_id), sum(amount) FILTER (WHERE status = 'paid') FROM orders
{athena} SELECT count(DISTINCT customer_id), sum(amount) FILTER (WHERE status = 'paid') FROM orders
{embedded} SELECT count(DISTINCT customer_id), sum(amount) FILTER (WHERE status = 'paid') FROM orders
SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY order_date DESC) AS n FROM orders
SELECT id, sum(amount) OVER (ORDER BY order_date ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM orders
SELECT id, lag(amount) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY id)
SELECT id FROM orders UNION SELECT id FROM customers
SELECT id FROM orders UNION ALL SELECT id FROM customers ORDER BY id LIMIT 5
SELECT id FROM orders INTERSECT SELECT customer_id FROM orders
SELECT id FROM orders EXCEPT SELECT customer_id FROM orders
(SELECT id FROM orders ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM customers ORDER BY id LIMIT 1)

-- CTEs and derived tables
WITH t AS (SELECT status, sum(amount) AS total FROM orders GROUP BY status) SELECT * FROM t WHERE total > 1
WITH t (s, n) AS (SELECT status, count(*) FROM orders GROUP BY status), u AS (SELECT max(n) AS m FROM t) SELECT s FROM t, u WHERE n = m
WITH orders AS (SELECT * FROM orders WHERE amount > 1) SELECT * FROM orders
WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT sum(n) FROM t
WITH RECURSIVE t AS (SELECT id, 1 AS depth FROM orders WHERE id = 1 UNION ALL SELECT o.id, t.depth + 1 FROM orders o JOIN t ON o.customer_id = t.id WHERE t.depth < 20) SELECT * FROM t
WITH RECURSIVE t AS (SELECT id FROM orders WHERE id = 1 UNION SELECT o.id FROM orders o JOIN t ON o.customer_id = t.id) SELECT * FROM t
SELECT n FROM (SELECT count(*) AS n FROM orders) AS t
SELECT t.a FROM (SELECT id, amount FROM orders) AS t (a, b)
{postgresql} SELECT x.column1 FROM (VALUES (1), (2)) AS x
SELECT a FROM (VALUES (1, 'x'), (2, 'y')) AS v (a, b)

-- Expressions and functions
SELECT CASE WHEN amount > 100 THEN 'big' WHEN amount > 10 THEN 'medium' ELSE 'small' END AS size FROM orders
SELECT CASE status WHEN 'paid' THEN 1 ELSE 0 END FROM orders
SELECT coalesce(status, '?'), nullif(amount, 0), greatest(1, amount), round(amount, 2), abs(-amount) FROM orders
SELECT upper(status), lower(status), length(status), trim(status), substring(status, 1, 3), status || '!' FROM orders
SELECT substring(status FROM 1 FOR 2), trim(BOTH 'x' FROM status), position('a' IN status) FROM orders
SELECT CAST(amount AS integer), CAST(id AS varchar), CAST('2024-01-01' AS date) FROM orders
SELECT extract(year FROM order_date), date_trunc('month', order_date), current_date, now() FROM orders
SELECT current_timestamp
SELECT sum(amount) / nullif(count(*), 0) * 100.0 FROM orders
SELECT min(order_date), max(order_date), avg(amount), stddev(amount) FROM orders
SELECT amount % 10, -amount, (1 + 2) * 3 FROM orders

-- Limits
SELECT id FROM orders LIMIT 5
SELECT id FROM orders LIMIT 5 OFFSET 10
SELECT id FROM orders OFFSET 10
SELECT id FROM orders ORDER BY id OFFSET 10 ROWS FETCH NEXT 5 ROWS ONLY
SELECT id FROM orders FETCH FIRST ROW ONLY
SELECT id FROM orders LIMIT ALL
SELECT id FROM orders LIMIT 100000000

-- Comments
SELECT 1 -- one
{postgresql} SELECT /* what */ id FROM orders /* where /* nested */ */
{athena} SELECT /* what */ id FROM orders /* where /* nested */ */
{embedded} SELECT /* what */ id FROM orders /* where /* nested */ */
SELECT id /*+ hint */ FROM orders;

-- PostgreSQL
{postgresql} SELECT amount::int, '2024-01-01'::date, status::text FROM orders
{postgresql} SELECT DISTINCT ON (customer_id) customer_id, id FROM orders ORDER BY customer_id, order_date DESC
{postgresql} SELECT string_agg(status, ', ' ORDER BY status), array_agg(id) FROM orders
{postgresql} SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM orders
{postgresql} SELECT d FROM generate_series(DATE '2024-01-01', DATE '2024-12-31', INTERVAL '1 month') AS d
{postgresql} SELECT n FROM generate_series(1, 12) AS g (n)
{postgresql} SELECT * FROM orders WHERE status ~* '^p' AND status ILIKE 'p%' AND status SIMILAR TO 'p%'
{postgresql} SELECT to_char(order_date, 'YYYY-MM'), age(order_date), order_date AT TIME ZONE 'UTC' FROM orders
{postgresql} SELECT json_build_object('id', id) ->> 'id' FROM orders
{postgresql} SELECT u FROM unnest(ARRAY[1, 2]) AS u
{postgresql} SELECT (ARRAY[1, 2, 3])[2], ARRAY(SELECT id FROM orders)
{postgresql} SELECT status, customer_id, grouping(status) FROM orders GROUP BY GROUPING SETS ((status), (customer_id), ())
{postgresql} SELECT E'a\'b\n', $$it's$$, U&'d\0061t', N'x', B'101', X'1F'
{postgresql} SELECT E'\'; DROP TABLE orders; --'
{postgresql} SELECT * FROM orders TABLESAMPLE BERNOULLI (10)
{postgresql} SELECT make_interval(days => 10), make_date(2024, 1, 1)
{postgresql} SELECT count FROM (SELECT count(*) FROM orders) AS t
{postgresql} SELECT regexp_replace(status, '\d+', ''), split_part(status, '-', 1) FROM orders
{postgresql} SELECT 'a' LIKE ANY (ARRAY['a', 'b']), 1 = ANY (ARRAY[1, 2])

{postgresql} SELECT id FROM orders LIMIT 1 + 1 OFFSET (SELECT 1)
{postgresql} SELECT t.amount FROM (orders CROSS JOIN customers) AS t
{postgresql} SELECT round(coalesce(nullif(abs(ceil(floor(sqrt(power(exp(ln(amount)), 2))))), 0), 1), 2) FROM orders

-- Redshift
{redshift} SELECT dateadd(day, 1, order_date), datediff(day, order_date, getdate()), nvl(status, '?') FROM orders
{redshift} SELECT listagg(status, ',') WITHIN GROUP (ORDER BY status) FROM orders
{redshift} SELECT id FROM orders QUALIFY row_number() OVER (ORDER BY id) = 1
{redshift} SELECT sysdate, amount * 2 AS twice, twice + 1 FROM orders

-- Athena
{athena} SELECT date_diff('day', order_date, current_date), approx_distinct(id), count_if(amount > 1) FROM orders
{athena} SELECT element_at(split(status, '-'), 1), try(CAST(status AS bigint)), TRY_CAST(status AS bigint) FROM orders
{athena} SELECT u FROM UNNEST(ARRAY[1, 2]) AS t (u)
{athena} SELECT date_format(order_date, '%Y-%m'), year(order_date), regexp_like(status, '^p') FROM orders
{athena} SELECT id FROM orders OFFSET 5 LIMIT 10

-- Embedded
{embedded} SELECT date_part('year', order_date), date_trunc('month', order_date), to_char(order_date, '%Y') FROM orders
{embedded} SELECT status, sum(amount) AS total FROM orders GROUP BY status HAVING total > 1
{embedded} SELECT approx_percentile_cont(0.5) WITHIN GROUP (ORDER BY amount), median(amount) FROM orders
{embedded} SELECT id FROM orders QUALIFY row_number() OVER (ORDER BY id) = 1
{embedded} SELECT id FROM orders LEFT SEMI JOIN customers ON customers.id = orders.customer_id
{embedded} SELECT id FROM orders LEFT ANTI JOIN customers ON customers.id = orders.customer_id
{postgresql} SELECT format('%s has %5s of 2024000000', status, id) FROM orders
{postgresql} SELECT format('100%% %-12s %2$L', status, amount) FROM orders
{athena} SELECT format('%,.2f', amount) FROM orders
