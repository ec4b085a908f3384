//! Makes tables, with the SQL that reads them, from what is written once.

/// ```text
/// held! {
///     "pen", "Your pen names", whose "member_id = $1",
///     one by one, until "Until you erase them.", besides "" {
///         "id": Id = "A random number.";
///     }
/// }
/// ```
/// `whose` says which rows are a member's; `only counted` instead of `one by one` gives no rows.
macro_rules! held {
    ($($table:literal, $say:literal, whose $whose:literal, $how:ident $($more:ident)+, until $until:literal,
       besides $besides:literal { $($column:literal: $sort:ident = $why:literal;)+ })+) => {
        pub(super) const TABLES: &[$crate::held::Table] = &[$($crate::held::Table {
            name: $table,
            say: $say,
            until: $until,
            besides: $besides,
            one_by_one: held!(@how $how),
            columns: &[$($crate::held::Column {
                name: $column,
                sort: $crate::held::Sort::$sort,
                why: $why,
            }),+],
            rows: held!(@rows $table, $whose, $($sort $column)+),
            sums: held!(@sums $table, $whose, $($sort $column)+),
        }),+];
        #[allow(dead_code)] // Read by a test only.
        pub(super) const SQL: &[$crate::sql::Declared] = &[$(
            $crate::sql::Declared {
                on: $crate::sql::On::Both,
                name: $table,
                text: held!(@rows $table, $whose, $($sort $column)+),
            },
            $crate::sql::Declared {
                on: $crate::sql::On::Both,
                name: $table,
                text: held!(@sums $table, $whose, $($sort $column)+),
            },
        )+];
    };
    (@how one) => { true };
    (@how only) => { false };
    (@rows $table:literal, $whose:literal, $($sort:ident $column:literal)+) => {
        concat!("SELECT ", $(held!(@value $sort $column), ", ",)+ "1 FROM ", $table, " WHERE ", $whose, " LIMIT 20")
    };
    (@sums $table:literal, $whose:literal, $($sort:ident $column:literal)+) => {
        concat!(
            "SELECT count(*), CAST(coalesce(sum(0", $(held!(@length $sort $column),)+ "), 0) AS BIGINT) FROM ", $table,
            " WHERE ", $whose
        )
    };
    (@value Id $column:literal) => { $column };
    (@value Hash $column:literal) => { $column };
    (@value Sealed $column:literal) => { concat!("CAST(length(", $column, ") AS TEXT)") };
    (@value Kept $column:literal) => { concat!("CASE WHEN ", $column, " IS NULL THEN NULL ELSE '1' END") };
    (@value $sort:ident $column:literal) => { concat!("CAST(", $column, " AS TEXT)") };
    (@length Sealed $column:literal) => { concat!(" + coalesce(length(", $column, "), 0)") };
    (@length $sort:ident $column:literal) => { "" };
}
