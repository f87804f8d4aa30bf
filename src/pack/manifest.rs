//! `pack.toml`: what a pack is called, whom and which years it judges, what it builds on, and the
//! state of its rules.
//!
//! Dates and years are compared with the year of a declaration, never with a clock: a pack of last
//! year judges the forms of last year for ever.

use std::collections::BTreeMap;
use std::fmt;

use semver::{Version, VersionReq};
use serde::{Deserialize, Serialize};

use crate::diag::PackInfo;

/// A pack's manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its id in kebab-case.
    pub id: String,
    /// Its version.
    pub version: Version,
    /// A number that rises with every issue; what is shipped must have one.
    pub sequence: Option<u64>,
    /// Its title in Chinese.
    pub title: String,
    /// Who issues it.
    pub issuer: String,
    /// Whether it is an example made from public instructions, not issued by the bureau.
    pub unofficial: bool,
    /// What the ids of its own rules begin with, so that packs of two owners never collide.
    pub owner_prefix: Option<String>,
    /// The first day it is in force.
    pub effective: Option<Date>,
    /// The last day it is in force.
    pub expires: Option<Date>,
    /// The lowest version of the program that understands it.
    pub engine: Option<Version>,
    /// How many per cent of the requirements of its own rules its examples and cases must have met
    /// both ways before it is shipped.
    pub coverage: Option<u8>,
    /// The forms it judges beside its own, by name.
    pub forms: Vec<String>,
    /// The pack it builds on, and which versions of it.
    pub builds_on: Option<BuildsOn>,
    /// Whether its rules come along wherever the pack it builds on takes part. Such a pack judges
    /// nothing itself, unless it alone is named.
    pub joins: bool,
    /// Which declarations it judges.
    pub judges: Judges,
    /// The states of rules of its own that are not simply in force, by id.
    pub rules: BTreeMap<String, Life>,
}

impl Manifest {
    /// The pack as reports name it.
    pub fn info(&self, digest: &str) -> PackInfo {
        PackInfo {
            id: self.id.clone(),
            version: self.version.to_string(),
            title: self.title.clone(),
            digest: digest.to_owned(),
            signed_by: None,
            unofficial: self.unofficial,
        }
    }
}

/// The pack that a pack builds on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildsOn {
    /// Its id.
    pub id: String,
    /// Its versions.
    pub version: VersionReq,
    /// `sha256:…`, when it must be this very content.
    pub digest: Option<String>,
}

/// Which declarations a pack judges: all of these must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judges {
    /// The first budget year.
    pub since: Option<i32>,
    /// The last budget year.
    pub until: Option<i32>,
    /// The name of the unit contains one of these; empty for every unit.
    pub units: Vec<String>,
}

/// The state of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// Its state.
    pub state: RuleState,
    /// The rule that came in its place.
    pub replaced_by: Option<String>,
}

/// Whether a rule is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleState {
    /// Tried by its examples and cases; judges only when asked to.
    Draft,
    /// In force.
    Active,
    /// Not in force for now.
    Off,
    /// No longer in force; its id is never used again.
    Retired,
}

/// The states with their names in manifests.
pub(super) const STATES: &[(&str, &str, RuleState)] = &[
    ("draft", "草案", RuleState::Draft),
    ("active", "有效", RuleState::Active),
    ("off", "停用", RuleState::Off),
    ("retired", "废止", RuleState::Retired),
];

impl RuleState {
    /// Its names, English and Chinese.
    fn names(self) -> (&'static str, &'static str) {
        let found = STATES.iter().find(|(_, _, state)| *state == self);
        found.map(|(en, zh, _)| (*en, *zh)).unwrap_or_default()
    }

    /// The name in machine output.
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        self.names().1
    }
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// The month, from one.
    pub month: u8,
    /// The day of the month, from one.
    pub day: u8,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Manifest {
    /// The first and the last budget year that it is for: those that it names, else those of its
    /// dates.
    pub fn years(&self) -> (Option<i32>, Option<i32>) {
        let since = self.judges.since.or(self.effective.map(|date| date.year));
        let until = self.judges.until.or(self.expires.map(|date| date.year));
        (since, until)
    }

    /// Whether it is for declarations of certain years or units only.
    pub fn is_special(&self) -> bool {
        self.years() != (None, None) || !self.judges.units.is_empty()
    }

    /// Whether a declaration of this year by this unit is judged; what is not declared does not
    /// match what is asked for.
    pub fn matches(&self, year: Option<i32>, unit: Option<&str>) -> bool {
        let year_fits = match year {
            Some(year) => self.is_for(year),
            None => self.years() == (None, None),
        };
        let units = &self.judges.units;
        let unit_fits =
            units.is_empty() || unit.is_some_and(|unit| units.iter().any(|it| unit.contains(it)));
        year_fits && unit_fits
    }

    /// Whether it is for declarations of this year.
    pub fn is_for(&self, year: i32) -> bool {
        let (since, until) = self.years();
        since.is_none_or(|since| since <= year) && until.is_none_or(|until| year <= until)
    }

    /// The years that it is for, in words.
    pub fn years_words(&self) -> String {
        match self.years() {
            (None, None) => "各年度".to_owned(),
            (Some(since), Some(until)) if since == until => format!("{since} 年度"),
            (Some(since), Some(until)) => format!("{since} 至 {until} 年度"),
            (Some(since), None) => format!("{since} 年度以后"),
            (None, Some(until)) => format!("{until} 年度以前"),
        }
    }

    /// The name of its archive.
    pub fn archive_name(&self) -> String {
        format!("{}-{}.jxp", self.id, self.version)
    }
}
