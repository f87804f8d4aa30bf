//! `jixiao-baseline.json`: findings that were there when checking began, so that only new ones are
//! told.
//!
//! Kept are path, rule and fingerprint and how many alike there are: no lines, no words. The bytes
//! depend on nothing but the findings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The name of the file when none is given.
pub const BASELINE: &str = "jixiao-baseline.json";

const SCHEMA: &str = "jixiao-baseline/1";

/// What tells findings apart: path from the folder of the file, rule, fingerprint.
pub type Kind = (String, String, String);

/// The findings that were there, with their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// How many of each kind there are.
    pub counts: BTreeMap<Kind, usize>,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    schema: String,
    findings: Vec<Row>,
}

/// Findings of one kind.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    path: String,
    rule: String,
    fingerprint: String,
    count: usize,
}

impl Baseline {
    /// Reads a file; otherwise why it cannot be read.
    pub fn read(text: &str) -> Result<Self, String> {
        let stored: Stored = serde_json::from_str(text)
            .map_err(|error| format!("第 {} 行第 {} 字写得不对", error.line(), error.column()))?;
        if stored.schema != SCHEMA {
            return Err(format!(
                "它的 schema 是“{}”，这个版本只认“{SCHEMA}”",
                stored.schema
            ));
        }
        let mut counts = BTreeMap::new();
        for row in stored.findings {
            *counts
                .entry((row.path, row.rule, row.fingerprint))
                .or_default() += row.count;
        }
        Ok(Self { counts })
    }

    /// The text of the file: sorted, a finding on each line.
    pub fn write(&self) -> String {
        let rows = self.counts.iter().filter(|(_, count)| **count > 0);
        let rows: Vec<String> = rows
            .filter_map(|((path, rule, fingerprint), count)| {
                serde_json::to_string(&Row {
                    path: path.clone(),
                    rule: rule.clone(),
                    fingerprint: fingerprint.clone(),
                    count: *count,
                })
                .ok()
            })
            .collect();
        let lines = match rows.is_empty() {
            true => String::new(),
            false => format!("\n{}\n", rows.join(",\n")),
        };
        format!("{{\"schema\":\"{SCHEMA}\",\"findings\":[{lines}]}}\n")
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut baseline = Baseline::default();
        for (path, count) in [("乙.txt", 1), ("甲\"/x.txt", 3)] {
            let kind = (path.to_owned(), "r".to_owned(), "f".to_owned());
            baseline.counts.insert(kind, count);
        }
        assert_eq!(Baseline::read(&baseline.write()), Ok(baseline));
        assert!(Baseline::read("{}").is_err());
    }
}
