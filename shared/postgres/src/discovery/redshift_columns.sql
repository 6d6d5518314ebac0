-- As postgresql_columns.sql, from Redshift's own views (SVV_COLUMNS, SVV_TABLES, SVV_TABLE_INFO), which show a login
-- what it may read. Written after Amazon's documentation; not tried on a cluster.
SELECT c.table_schema, c.table_name, CASE WHEN t.table_type = 'VIEW' THEN 'v' ELSE 'r' END,
       i.tbl_rows::bigint, t.remarks,
       c.column_name,
       CASE WHEN c.data_type = 'numeric'
            THEN 'numeric(' || c.numeric_precision || ',' || c.numeric_scale || ')'
            ELSE c.data_type
       END,
       CASE WHEN c.is_nullable = 'NO' THEN 'f' ELSE 't' END, c.remarks, NULL
FROM svv_columns c
JOIN svv_tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
LEFT JOIN svv_table_info i ON i."schema" = c.table_schema AND i."table" = c.table_name
WHERE c.table_schema NOT IN ('information_schema', 'catalog_history')
  AND c.table_schema NOT LIKE 'pg\\_%'
ORDER BY c.table_schema, c.table_name, c.ordinal_position
