//! Abbreviations in column names, and the words they stand for.

/// Pieces of identifiers, and what they stand for.
const EXPANSIONS: &[(&str, &[&str])] = &[
    ("abbrev", &["abbreviation"]),
    ("abbr", &["abbreviation"]),
    ("addr", &["address"]),
    ("amt", &["amount"]),
    ("avg", &["average"]),
    ("cnt", &["count"]),
    ("cust", &["customer"]),
    ("dept", &["department"]),
    ("desc", &["description"]),
    ("dest", &["destination"]),
    ("dob", &["date", "birth"]),
    ("emp", &["employee"]),
    ("fname", &["first", "name"]),
    ("firstname", &["first", "name"]),
    ("gnp", &["gross", "national", "product"]),
    ("gdp", &["gross", "domestic", "product"]),
    ("hp", &["horsepower"]),
    ("indep", &["independence"]),
    ("lname", &["last", "name"]),
    ("lastname", &["last", "name"]),
    ("lat", &["latitude"]),
    ("lng", &["longitude"]),
    ("lon", &["longitude"]),
    ("long", &["longitude"]),
    ("max", &["maximum"]),
    ("mgr", &["manager"]),
    ("min", &["minimum"]),
    ("mpg", &["miles", "per", "gallon"]),
    ("msg", &["message"]),
    ("nbr", &["number"]),
    ("no", &["number"]),
    ("num", &["number"]),
    ("org", &["organization"]),
    ("pct", &["percentage"]),
    ("percent", &["percentage"]),
    ("phone", &["phone"]),
    ("pop", &["population"]),
    ("prod", &["product"]),
    ("prof", &["professor"]),
    ("pts", &["points"]),
    ("qty", &["quantity"]),
    ("sem", &["semester"]),
    ("ssn", &["social", "security", "number"]),
    ("stu", &["student"]),
    ("surname", &["last", "name"]),
    ("temp", &["temperature"]),
    ("tel", &["telephone"]),
    ("tot", &["total"]),
    ("txn", &["transaction"]),
    ("yr", &["year"]),
    ("zip", &["zip"]),
];

/// What a piece of an identifier stands for, if it is a known abbreviation.
pub(crate) fn expansion(piece: &str) -> Option<&'static [&'static str]> {
    EXPANSIONS.iter().find(|(short, _)| *short == piece).map(|(_, words)| *words)
}

/// Words that often are the last or first piece of a glued identifier.
pub(crate) const PIECES: &[&str] = &[
    "abbreviation", "abbrev", "address", "age", "amount", "category", "city", "code", "continent", "count", "country", "cost",
    "date", "day", "description", "desc", "email", "end", "first", "flag", "full", "group", "height", "id", "independence", "indep", "key",
    "kind", "language", "last", "length", "level", "line", "list", "location", "main", "method", "middle", "month", "name", "no",
    "num", "number", "office", "order", "owner", "percent", "percentage", "phone", "pop", "population", "price", "product", "quantity",
    "rank", "rate", "rating", "region", "score", "sex", "size", "source", "dest", "start", "state", "status", "street", "surface", "area", "time",
    "title", "total", "type", "unit", "url", "value", "weight", "year", "zip", "head", "government", "form", "form", "local", "expectancy", "life", "official",
    "airport", "school", "high", "player", "student", "teacher", "course", "store", "shop", "item", "user", "customer",
];
