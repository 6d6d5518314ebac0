-- A row for each column of each table and view that the login may read: schema, table, kind of relation, estimated
-- rows, the table's comment, column, type, whether NULL is possible, the column's comment, the labels of an enum.
SELECT n.nspname, c.relname, c.relkind, c.reltuples::bigint, table_comment.description,
       a.attname,
       CASE t.typtype
            WHEN 'e' THEN 'text'
            WHEN 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod)
            ELSE pg_catalog.format_type(a.atttypid, a.atttypmod)
       END,
       NOT (a.attnotnull OR t.typnotnull), column_comment.description,
       (SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder)
        FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_description table_comment
       ON table_comment.classoid = 'pg_catalog.pg_class'::regclass
      AND table_comment.objoid = c.oid AND table_comment.objsubid = 0
LEFT JOIN pg_catalog.pg_description column_comment
       ON column_comment.classoid = 'pg_catalog.pg_class'::regclass
      AND column_comment.objoid = c.oid AND column_comment.objsubid = a.attnum
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT c.relispartition
  AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname, a.attnum
