-- As postgresql_keys.sql. Redshift keeps keys as information only and has no unnest over arrays in its leader node,
-- so they come from the information schema. Written after Amazon's documentation; not tried on a cluster.
SELECT k.table_schema, k.table_name, CASE WHEN c.constraint_type = 'PRIMARY KEY' THEN 'p' ELSE 'f' END,
       k.constraint_name, k.column_name, u.table_schema, u.table_name, u.column_name
FROM information_schema.table_constraints c
JOIN information_schema.key_column_usage k
  ON k.constraint_schema = c.constraint_schema AND k.constraint_name = c.constraint_name
LEFT JOIN information_schema.referential_constraints r
  ON r.constraint_schema = c.constraint_schema AND r.constraint_name = c.constraint_name
LEFT JOIN information_schema.key_column_usage u
  ON u.constraint_schema = r.unique_constraint_schema AND u.constraint_name = r.unique_constraint_name
 AND u.ordinal_position = k.ordinal_position
WHERE c.constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
ORDER BY k.table_schema, k.table_name, c.constraint_type DESC, k.constraint_name, k.ordinal_position
