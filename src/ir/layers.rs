//! Which pack set what: where parameters and word lists come from, what later packs may do with
//! them, and what they changed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diag::Severity;
use crate::source::Span;

use super::rule::{Confidence, Constant};

/// Where the settings of a rule set come from. A layer is a pack; a later one builds on the
/// earlier ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Layers {
    /// The parameters, beside their values.
    pub params: Vec<Setting>,
    /// The word lists, beside their words.
    pub terms: Vec<Setting>,
    /// What later layers changed, in order.
    pub changes: Vec<Change>,
}

/// A parameter or a word list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// The pack that defines it.
    pub pack: String,
    /// What layers after the last one may do with it.
    pub bound: Bound,
}

/// What later layers may do with a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bound {
    /// Whatever they like.
    Open,
    /// Lower it.
    MayOnlyFall,
    /// Raise it.
    MayOnlyRise,
    /// Nothing: it is locked itself, or is part of a list that is.
    Locked,
    /// Nothing: the locked rule with this id reads it.
    Held(String),
}

/// What a later layer changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Change {
    /// The layer: the id of a pack, or the name of the file of settings.
    pub layer: String,
    /// The rule's id, or the name of the parameter or list.
    pub subject: String,
    /// What was changed.
    pub kind: ChangeKind,
}

/// What was changed, from what to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum ChangeKind {
    /// A rule's severity.
    Severity(Severity, Severity),
    /// A rule's confidence.
    Confidence(Confidence, Confidence),
    /// A rule was locked.
    Locked,
    /// A rule was switched off.
    Off,
    /// A rule was given a further basis.
    Basis,
    /// A rule was given other advice.
    Help,
    /// A parameter's value.
    Value(Constant, Constant),
    /// Words that came into a list.
    Words(Vec<String>),
}

/// A parameter's value as somebody has written it outside the packs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OuterSetting {
    /// The parameter's name.
    pub name: String,
    /// Its value as in a rule file: `3 个`, `0.01 万元`, `60%`.
    pub value: String,
    /// Where it is written.
    pub span: Span,
}

impl Layers {
    /// What later layers changed in a rule, in order.
    pub fn of_rule<'l>(&'l self, id: &'l str) -> impl Iterator<Item = &'l Change> {
        self.changes
            .iter()
            .filter(move |it| it.subject == id && it.kind.is_of_rule())
    }

    /// What later layers changed in a parameter, in order.
    pub fn of_param<'l>(&'l self, name: &'l str) -> impl Iterator<Item = &'l Change> {
        let value = |kind: &ChangeKind| matches!(kind, ChangeKind::Value(..));
        self.changes
            .iter()
            .filter(move |it| it.subject == name && value(&it.kind))
    }

    /// The words that later layers put into a list, in order.
    pub fn of_terms<'l>(&'l self, name: &'l str) -> impl Iterator<Item = (&'l str, &'l [String])> {
        self.changes.iter().filter_map(move |it| match &it.kind {
            ChangeKind::Words(words) if it.subject == name => Some((&*it.layer, &**words)),
            _ => None,
        })
    }
}

impl ChangeKind {
    fn is_of_rule(&self) -> bool {
        !matches!(self, Self::Value(..) | Self::Words(_))
    }
}

impl Bound {
    /// Its name in machine output.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::MayOnlyFall => "may-only-fall",
            Self::MayOnlyRise => "may-only-rise",
            Self::Locked => "locked",
            Self::Held(_) => "held",
        }
    }
}

/// As it is written in a rule file.
impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value, unit) => match unit.name() {
                "" => write!(f, "{value}"),
                name @ ("%" | "‰") => write!(f, "{value}{name}"),
                name => write!(f, "{value} {name}"),
            },
            Self::Text(text) => write!(f, "“{text}”"),
            Self::Bool(true) => f.write_str("真"),
            Self::Bool(false) => f.write_str("假"),
            Self::List(values) => {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", values.join("、"))
            }
        }
    }
}
