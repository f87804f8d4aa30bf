//! `pack.toml`: what a pack is called, whom and which years it judges, what it builds on.

use semver::{Version, VersionReq};
use serde::{Deserialize, Serialize};

use crate::diag::Diagnostic;
use crate::source::{SourceId, Span, TextRange};

use super::diagnostics as messages;

/// A pack's manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// Its id in kebab-case.
    pub id: String,
    /// Its version.
    pub version: Version,
    /// Its title in Chinese.
    pub title: String,
    /// Who issues it.
    #[serde(default)]
    pub issuer: String,
    /// Whether it is an example made from public instructions, not issued by the bureau.
    #[serde(default)]
    pub unofficial: bool,
    /// The pack it builds on, and which versions of it.
    #[serde(default)]
    pub builds_on: Option<BuildsOn>,
    /// Whether its rules come along wherever the pack it builds on takes part. Such a pack judges
    /// nothing itself, unless it alone is named.
    #[serde(default)]
    pub joins: bool,
    /// Which declarations it judges.
    #[serde(default)]
    pub judges: Judges,
}

/// The pack that a pack builds on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildsOn {
    /// Its id.
    pub id: String,
    /// Its versions.
    pub version: VersionReq,
}

/// Which declarations a pack judges: all of these must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judges {
    /// The first budget year.
    #[serde(default)]
    pub since: Option<i32>,
    /// The last budget year.
    #[serde(default)]
    pub until: Option<i32>,
    /// The name of the unit contains one of these; empty for every unit.
    #[serde(default)]
    pub units: Vec<String>,
}

impl Judges {
    /// Whether a declaration of this year by this unit is judged; what is not declared does not
    /// match what is asked for.
    pub fn matches(&self, year: Option<i32>, unit: Option<&str>) -> bool {
        let bounded = self.since.is_some() || self.until.is_some();
        let year_fits = match year {
            Some(year) => {
                self.since.is_none_or(|since| since <= year)
                    && self.until.is_none_or(|until| year <= until)
            }
            None => !bounded,
        };
        let unit_fits = self.units.is_empty()
            || unit.is_some_and(|unit| self.units.iter().any(|part| unit.contains(part)));
        year_fits && unit_fits
    }
}

/// Reads a manifest.
pub(super) fn manifest(source: SourceId, text: &str) -> Result<Manifest, Diagnostic> {
    toml::from_str(text).map_err(|error| {
        let range = error.span().map(TextRange::of).unwrap_or_default();
        messages::bad_manifest(error.message(), Span::new(source, range))
    })
}
