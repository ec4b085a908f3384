//! Every SQL text of the store, declared with [`sql!`] so that a test can prepare each on both databases.

/// On which database a text must prepare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Both,
    Sqlite,
    Postgres,
}

/// One declared text.
#[cfg_attr(not(test), allow(dead_code))]
pub(crate) struct Declared {
    pub(crate) on: On,
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

/// Declares SQL constants and registers them as `SQL` of the module. Parameters are `$1`, `$2`, … on both databases.
///
/// ```text
/// sql! {
///     BY_NAME = "SELECT id FROM member WHERE name = $1";
///     @sqlite CLAIM_SQLITE = "…";
///     @postgres CLAIM_PG = "…";
/// }
/// ```
/// A module that uses it is listed in [`ALL`]; a test looks.
macro_rules! sql {
    ($($(#[$doc:meta])* $(@$on:ident)? $name:ident = $text:expr;)+) => {
        $($(#[$doc])* const $name: &str = $text;)+
        #[allow(dead_code)] // Read by a test only.
        pub(crate) const SQL: &[$crate::sql::Declared] = &[
            $($crate::sql::Declared { on: sql!(@where $($on)?), name: stringify!($name), text: $name }),+
        ];
    };
    (@where) => { $crate::sql::On::Both };
    (@where sqlite) => { $crate::sql::On::Sqlite };
    (@where postgres) => { $crate::sql::On::Postgres };
}

/// Every module with SQL in it.
#[cfg(test)]
pub(crate) const ALL: &[(&str, &[Declared])] = &[
    // One a line, in the order of the alphabet.
    ("admission", crate::admission::SQL),
    ("answer", crate::answer::SQL),
    ("audit", crate::audit::SQL),
    ("circle", crate::circle::SQL),
    ("circle_entry", crate::circle_entry::SQL),
    ("circle_join", crate::circle_join::SQL),
    ("decision", crate::decision::SQL),
    ("entry", crate::entry::SQL),
    ("erase", crate::erase::SQL),
    ("first_reader", crate::first_reader::SQL),
    ("heard", crate::heard::SQL),
    ("hidden_word", crate::hidden_word::SQL),
    ("keep_away", crate::keep_away::SQL),
    ("key", crate::key::SQL),
    ("letter", crate::letter::SQL),
    ("letter_address", crate::letter_address::SQL),
    ("letter_report", crate::letter_report::SQL),
    ("matter", crate::matter::SQL),
    ("media", crate::media::SQL),
    ("member", crate::member::SQL),
    ("moment", crate::moment::SQL),
    ("mute", crate::mute::SQL),
    ("once", crate::once::SQL),
    ("page", crate::page::SQL),
    ("passkey", crate::passkey::SQL),
    ("pen", crate::pen::SQL),
    ("photo", crate::photo::SQL),
    ("queue", crate::queue::SQL),
    ("rest", crate::rest::SQL),
    ("rotation", crate::rotation::SQL),
    ("search", crate::search::SQL),
    ("session", crate::session::SQL),
    ("sift", crate::sift::SQL),
    ("story", crate::story::SQL),
    ("story_list", crate::story_list::SQL),
    ("thread", crate::thread::SQL),
    ("with_author", crate::with_author::SQL),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, on_both, testing::prepares};

    #[test]
    fn every_module_with_sql_is_listed() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let declares = path.is_file() && std::fs::read_to_string(&path).unwrap().contains("\nsql! {");
            assert_eq!(declares, ALL.iter().any(|(name, _)| *name == module), "module {module} in sql::ALL");
        }
    }

    async fn each_prepares(store: Store, skip: On) {
        let held = crate::held::SQL.iter().map(|tables| ("held", *tables));
        for (module, declared) in ALL.iter().copied().chain(held) {
            for one in declared.iter().filter(|one| one.on != skip) {
                if let Err(error) = prepares(&store, one.text).await {
                    panic!("{module}::{}: {error}", one.name);
                }
            }
        }
    }

    on_both! {
        async fn every_text_prepares(store) {
            let skip = if store.is_sqlite() { On::Postgres } else { On::Sqlite };
            each_prepares(store, skip).await;
        }
    }
}
