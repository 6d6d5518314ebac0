//! All that an attack might change, to be compared.

use crate::shop::Shop;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// A database, its server's settings and roles, and the files of its data directory.
#[derive(Debug, PartialEq)]
pub(crate) struct State {
    facts: Vec<String>,
    files: BTreeMap<String, u64>,
}

/// Rows of tables and of system catalogues, settings, sequences, locks and what is prepared.
const FACTS: &str = r"
    SELECT format('SELECT %L || md5(coalesce(string_agg(t::text, ''|'' ORDER BY t::text), '''')) FROM %s t',
                  'table ' || c.oid::regclass || ' ', c.oid::regclass)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_temp' AND n.nspname <> 'information_schema'
    ORDER BY 1 \gexec
    SELECT format('SELECT %L || last_value || is_called FROM %s', 'sequence ' || c.oid::regclass || ' ', c.oid::regclass)
    FROM pg_class c WHERE c.relkind = 'S' ORDER BY 1 \gexec
    SELECT 'setting ' || name || ' ' || coalesce(setting, '') FROM pg_settings ORDER BY 1;
    SELECT 'file setting ' || t::text FROM pg_file_settings t ORDER BY 1;
    SELECT 'relation ' || oid::regclass || relkind::text FROM pg_class ORDER BY 1;
    SELECT 'slot ' || slot_name FROM pg_replication_slots;
    SELECT 'prepared ' || gid FROM pg_prepared_xacts;
    SELECT 'lock ' || locktype || mode FROM pg_locks WHERE locktype = 'advisory';
";

/// Files that change by themselves: the log of changes, statistics, and the control file, which
/// holds the time of the last checkpoint.
const NOISE: &[&str] = &[
    "pg_wal",
    "pg_stat",
    "pg_stat_tmp",
    "global/pg_control",
    "pg_logical",
    "postmaster.pid",
    "pg_subtrans",
    "pg_notify",
    "pg_internal.init",
    "pg_xact",
];

impl State {
    /// The state, after every row was frozen, so that reading it leaves no trace on its page.
    pub(crate) fn settled(shop: &Shop) -> Self {
        shop.psql("VACUUM (FREEZE, INDEX_CLEANUP ON)");
        Self::of(shop)
    }

    pub(crate) fn of(shop: &Shop) -> Self {
        shop.psql("CHECKPOINT");
        let facts = shop.psql(FACTS).lines().map(str::to_owned).collect();
        let mut files = BTreeMap::new();
        let data = shop.server.data();
        collect(&data, &data, &mut files);
        Self { facts, files }
    }

    pub(crate) fn assert_same(&self, other: &Self) {
        assert!(
            self.facts.len() > 400 && self.files.len() > 250,
            "{} {}",
            self.facts.len(),
            self.files.len()
        );
        let differs = |left: &[String], right: &[String]| -> Vec<String> {
            left.iter()
                .filter(|fact| !right.contains(fact))
                .cloned()
                .collect()
        };
        let changed = differs(&self.facts, &other.facts);
        assert!(changed.is_empty(), "changed or gone: {changed:#?}");
        let new = differs(&other.facts, &self.facts);
        assert!(new.is_empty(), "new: {new:#?}");
        let files = |left: &Self, right: &Self| -> Vec<String> {
            let changed = left
                .files
                .iter()
                .filter(|(name, hash)| right.files.get(*name) != Some(hash));
            changed.map(|(name, _)| name.clone()).collect()
        };
        let (gone, new) = (files(self, other), files(other, self));
        assert!(
            gone.is_empty() && new.is_empty(),
            "files: {gone:#?} {new:#?}"
        );
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, u64>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .strip_prefix(root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if NOISE
            .iter()
            .any(|noise| name.starts_with(noise) || name.ends_with(noise))
        {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(bytes) = std::fs::read(&path) {
            // Free space and visibility maps are rebuilt by VACUUM as it likes.
            if name.ends_with("_fsm") || name.ends_with("_vm") {
                continue;
            }
            let mut hasher = DefaultHasher::new();
            bytes.hash(&mut hasher);
            files.insert(name, hasher.finish());
        }
    }
}
