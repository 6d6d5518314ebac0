use super::*;
use sqlparser::ast::Statement;

const STATEMENTS: [&str; 3] = [
    include_str!("../../tests/attacks.sql"),
    include_str!("../../tests/attacks_postgresql.sql"),
    include_str!("../../tests/benign.sql"),
];

/// Beginnings of expressions that are not what they seem.
const BEGINNINGS: &str = "
SELECT a, a.b, a.b.c, a.b.c.d, \"a\".\"B\", a.date, a.*, count(a.*), count(a.b.*) FROM a
SELECT date '2024-01-01', mytype 'x', mytype[] '{1}', mytype(3) 'x', xml '<a/>', _utf8'x' FROM a
SELECT f(1), f(a)[1], f(a).b, a[1], a.b[1], a.b.c[1], s.f(a), s.t.f(a), (a).b, ((a)).b.c FROM a
SELECT 1, -1, +a, 1.5e3, 'x' 'y', 'x'
'y', N'x', x'ff', E'a', a || 'b' || 1, a::int, a.b::text, 1::text FROM a
SELECT a -> 'b', a ->> 'b', a #> b, a @> b, a AT TIME ZONE 'UTC', a COLLATE \"C\", a[1:2], a.b[1].c FROM a
SELECT a b, a AS b, a.b c, f(a) b, CASE WHEN a THEN b ELSE c.d END, a IS NULL, NOT a, NOT a.b FROM a
SELECT f(a => 1), f(a := 1), f(DISTINCT a), f(a ORDER BY b), f(a) FILTER (WHERE b), f(a) OVER (PARTITION BY b) FROM a
SELECT interval, a.interval, INTERVAL '1 day', interval '1' day, current_date, current_date.a, null.a, a.null FROM a
SELECT a.'b', a.$1, a (+), f (a), a . b, a. b .c FROM a
";

fn statements() -> impl Iterator<Item = &'static str> {
    let lines = STATEMENTS.iter().flat_map(|file| file.lines());
    let beginnings = BEGINNINGS.split("FROM a\n").flat_map(|list| {
        let items = list.trim().trim_start_matches("SELECT").split(',');
        items.chain([list])
    });
    lines.chain(beginnings).map(str::trim)
}

fn read(dialect: &dyn Dialect, sql: &str) -> Option<Vec<Statement>> {
    Parser::parse_sql(dialect, sql).ok()
}

#[test]
fn statements_are_read_as_the_parser_reads_them() {
    let pairs: [(&dyn Dialect, &dyn Dialect); 3] = [
        (&Generic, &GenericDialect),
        (&Redshift, &RedshiftSqlDialect {}),
        (&Postgres, &POSTGRES),
    ];
    for sql in statements() {
        let sql = sql.split_once("} ").map_or(sql, |(_, rest)| rest);
        for (ours, base) in pairs {
            for sql in [sql.to_owned(), format!("SELECT {sql} FROM a")] {
                let expected = read(base, &sql);
                // Arguments by name are read in another way on purpose.
                if !format!("{expected:?}").contains("Named {") {
                    assert_eq!(read(ours, &sql), expected, "{ours:?}: {sql}");
                }
            }
        }
    }
}
