//! The shapes of SARIF 2.1.0, as far as `sarif` writes them.

use std::borrow::Cow;

use serde::Serialize;

use crate::diag::{
    Basis, DocumentReport, Finding, Place, PlaceRole, RuleInfo, Severity, Skipped, Waived,
};

use super::finding::basis_text;
use super::position::Positions;
use super::sarif_fix::{FixRecord, fixes};
use super::uri;

/// The base of relative paths.
pub(super) const BASE: &str = "%SRCROOT%";

/// Words for people.
#[derive(Serialize)]
pub(super) struct Message {
    text: String,
}

impl Message {
    /// Words of a declaration or of a pack: no link is made of them.
    pub(super) fn plain(text: &str) -> Self {
        // `[words](target)` is a link, in plain text too.
        let text = text.replace("](", "] (");
        Self { text }
    }

    /// The same as sentences.
    fn sentence(text: &str) -> Self {
        let mut message = Self::plain(text);
        if !message.text.ends_with(['。', '！', '？', '.']) {
            message.text.push('。');
        }
        message
    }
}

/// How SARIF calls a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

/// A rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    id: String,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    tags: Vec<String>,
    /// How GitHub calls the level.
    #[serde(rename = "problem.severity")]
    severity: &'static str,
    basis: Vec<BasisRecord>,
}

#[derive(Serialize)]
struct BasisRecord {
    document: String,
    clause: Option<String>,
    quote: Option<String>,
}

impl From<&Basis> for BasisRecord {
    fn from(basis: &Basis) -> Self {
        Self {
            document: basis.document.to_string(),
            clause: basis.clause.as_deref().map(str::to_owned),
            quote: basis.quote.as_deref().map(str::to_owned),
        }
    }
}

impl From<&RuleInfo> for Descriptor {
    fn from(rule: &RuleInfo) -> Self {
        let doc = match rule.doc.trim() {
            "" => rule.title.trim(),
            doc => doc,
        };
        Self {
            id: rule.id.clone(),
            name: rule.title.to_string(),
            short_description: Message::sentence(&rule.title),
            full_description: Message::sentence(doc),
            help: help(rule, doc),
            default_configuration: Configuration {
                enabled: !rule.draft,
                level: level(rule.severity),
            },
            properties: RuleProperties {
                tags: match rule.pack.as_str() {
                    "" => Vec::new(),
                    pack => vec![pack.to_owned()],
                },
                severity: match rule.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Hint => "recommendation",
                },
                basis: rule.basis.iter().map(BasisRecord::from).collect(),
            },
        }
    }
}

/// What the rule demands, what to do, and who says so.
fn help(rule: &RuleInfo, doc: &str) -> Help {
    let basis: Vec<String> = rule.basis.iter().map(basis_text).collect();
    let mut parts = vec![(None, doc.to_owned())];
    parts.extend(
        rule.help
            .iter()
            .map(|help| (Some("建议"), help.to_string())),
    );
    let several = |joint: &str| (!basis.is_empty()).then(|| (Some("依据"), basis.join(joint)));
    let text = parts.iter().cloned().chain(several("；"));
    let markdown = parts.iter().cloned().chain(several("\n- "));
    Help {
        text: text
            .map(|(word, words)| plain_part(word, &words))
            .collect::<Vec<_>>()
            .join("\n\n"),
        markdown: markdown
            .map(|(word, words)| match word {
                Some("依据") => format!("**依据**\n\n- {}", escaped(&words)),
                Some(word) => format!("**{word}**：{}", escaped(&words)),
                None => escaped(&words),
            })
            .collect::<Vec<_>>()
            .join("\n\n"),
    }
}

fn plain_part(word: Option<&str>, words: &str) -> String {
    let word = word.map(|word| format!("{word}：")).unwrap_or_default();
    Message::plain(&format!("{word}{words}")).text
}

/// Words without what Markdown makes links, pictures, emphasis or HTML of.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

impl ArtifactLocation {
    /// The file at `path`, which is the one of this number among the artifacts.
    pub(super) fn new(path: &str, index: Option<usize>) -> Self {
        Self {
            uri: uri::of_path(path),
            uri_base_id: uri::is_below(path).then_some(BASE),
            index,
        }
    }
}

/// A judged file and the declarations in it.
#[derive(Serialize)]
pub(super) struct Artifact {
    location: ArtifactLocation,
    roles: [&'static str; 1],
    properties: ArtifactProperties,
    /// Its path, to know it again.
    #[serde(skip)]
    pub(super) path: String,
}

#[derive(Serialize)]
struct ArtifactProperties {
    declarations: Vec<Declaration>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Declaration {
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<u32>,
    form: Option<String>,
    year: Option<i32>,
    unit: Option<String>,
    pack: Option<String>,
    pack_reason: String,
    baselined: usize,
}

impl Artifact {
    /// The file at `path`.
    pub(super) fn new(path: &str) -> Self {
        Self {
            location: ArtifactLocation::new(path, None),
            roles: ["analysisTarget"],
            properties: ArtifactProperties {
                declarations: Vec::new(),
            },
            path: path.to_owned(),
        }
    }

    /// Notes a declaration that stands in it.
    pub(super) fn add(&mut self, document: &DocumentReport) {
        self.properties.declarations.push(Declaration {
            part: document.part,
            form: document.form.clone(),
            year: document.year,
            unit: document.unit.clone(),
            pack: document.pack.clone(),
            pack_reason: document.pack_reason.clone(),
            baselined: document.baselined.len(),
        });
    }
}

/// What the results of one document have in common.
pub(super) struct Scene<'a> {
    /// The document.
    pub(super) document: &'a DocumentReport,
    /// Its places.
    pub(super) positions: &'a Positions<'a>,
    /// Its number among the artifacts.
    pub(super) artifact: usize,
    /// What a new finding is called, if a baseline says which ones are.
    pub(super) new: Option<&'static str>,
}

/// A finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultRecord<'a> {
    rule_id: &'a str,
    rule_index: usize,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    properties: ResultProperties<'a>,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "jixiao/v1")]
    own: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Suppression<'a> {
    kind: &'static str,
    status: &'static str,
    justification: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<SuppressionProperties<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SuppressionProperties<'a> {
    by: &'a str,
    until: &'a str,
    accepted_by: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultProperties<'a> {
    pack: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expression: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filled: Option<&'a str>,
    locked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    caused_by: Option<&'a str>,
}

impl<'a> ResultRecord<'a> {
    /// The record of a finding of the scene, told or left out by the baseline, of the rule of this
    /// number.
    pub(super) fn new(scene: &Scene<'a>, finding: &'a Finding, rule: usize, told: bool) -> Self {
        let primary = finding.places.first();
        let within = finding.within.as_str();
        let mut location = Location::new(scene, primary);
        location
            .logical_locations
            .extend((!within.is_empty()).then(|| Logical {
                name: within.rsplit('/').next().unwrap_or(within).into(),
                fully_qualified_name: within.into(),
            }));
        let others = finding.places.iter().enumerate().skip(1);
        let evaluation = finding.evaluation.as_ref();
        let mut words = finding.message.clone();
        if let Some(help) = &finding.help {
            words = format!("{words}。建议：{help}");
        }
        Self {
            rule_id: &finding.rule,
            rule_index: rule,
            kind: "fail",
            level: level(finding.severity),
            message: Message::sentence(&words),
            locations: [location],
            related_locations: others
                .map(|(number, place)| Location::related(scene, number, place))
                .collect(),
            partial_fingerprints: Fingerprints {
                own: &finding.fingerprint,
            },
            fixes: fixes(scene, finding),
            suppressions: suppressions(finding.waiver.as_ref(), told),
            baseline_state: if told { scene.new } else { Some("unchanged") },
            properties: ResultProperties {
                pack: &finding.pack,
                title: &finding.title,
                part: scene.document.part,
                help: finding.help.as_deref(),
                expression: evaluation.map(|it| it.expression.as_str()),
                filled: evaluation.map(|it| it.filled.as_str()),
                locked: finding.locked,
                caused_by: finding.caused_by.as_deref(),
            },
        }
    }
}

/// Both stand outside the declaration.
fn suppressions(waiver: Option<&Waived>, told: bool) -> Vec<Suppression<'_>> {
    let waived = waiver.map(|waiver| Suppression {
        kind: "external",
        status: "accepted",
        justification: &waiver.reason,
        properties: Some(SuppressionProperties {
            by: &waiver.by,
            until: &waiver.until,
            accepted_by: waiver.accepted_by.as_deref(),
        }),
    });
    let known = (!told).then_some(Suppression {
        kind: "external",
        status: "accepted",
        justification: "基线里已有",
        properties: None,
    });
    waived.into_iter().chain(known).collect()
}

/// A place.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: ArtifactLocation,
    /// None is stated for a finding about the file as a whole, nor in an office file, whose lines
    /// nobody can find: its logical location says where.
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    name: Cow<'a, str>,
    fully_qualified_name: Cow<'a, str>,
}

/// Lines and columns from one, columns in characters, the end exclusive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region<'a> {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    snippet: Snippet<'a>,
}

#[derive(Serialize)]
struct Snippet<'a> {
    text: &'a str,
}

impl<'a> Location<'a> {
    fn new(scene: &Scene<'a>, place: Option<&Place>) -> Self {
        let anchor = place.and_then(|place| scene.positions.anchor(place.range.start));
        let anchor = anchor.map(|words| Logical {
            name: words.clone().into(),
            fully_qualified_name: words.into(),
        });
        Self {
            id: None,
            physical_location: Physical {
                artifact_location: ArtifactLocation::new(
                    &scene.document.path,
                    Some(scene.artifact),
                ),
                region: place
                    .filter(|_| anchor.is_none())
                    .map(|place| Region::new(scene.positions, place)),
            },
            logical_locations: anchor.into_iter().collect(),
            message: None,
        }
    }

    /// A further place with what it is and the value as understood.
    fn related(scene: &Scene<'a>, number: usize, place: &Place) -> Self {
        let value = place.value.as_ref().map(|value| match &place.unit {
            Some(unit) => format!("{value} {unit}"),
            None => value.clone(),
        });
        let words = match (place.label.as_str(), value) {
            ("", Some(value)) => value,
            ("", None) if place.role == PlaceRole::Operand => "参与比较的值".to_owned(),
            ("", None) => "有关的位置".to_owned(),
            (label, Some(value)) => format!("{label} = {value}"),
            (label, None) => label.to_owned(),
        };
        Self {
            id: Some(number),
            message: Some(Message::plain(&words)),
            ..Self::new(scene, Some(place))
        }
    }
}

impl<'a> Region<'a> {
    fn new(positions: &Positions<'a>, place: &Place) -> Self {
        let start = positions.line_column(place.range.start);
        let end = positions.line_column(place.range.end);
        Self {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
            snippet: Snippet {
                text: positions.file().slice(place.range),
            },
        }
    }
}

/// What is to be said about the run beside its findings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notification<'a> {
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_rule: Option<Reference<'a>>,
}

#[derive(Serialize)]
pub(super) struct Reference<'a> {
    id: &'a str,
    index: usize,
}

impl<'a> Notification<'a> {
    /// A rule that could not be evaluated.
    pub(super) fn undecided(scene: &Scene<'a>, id: &'a str, index: usize, why: &str) -> Self {
        Self {
            level: "note",
            message: Message::sentence(&format!("规则“{id}”未能评价：{why}")),
            locations: [Location::new(scene, None)],
            associated_rule: Some(Reference { id, index }),
        }
    }
}

impl From<&Skipped> for Notification<'_> {
    fn from(skipped: &Skipped) -> Self {
        Self {
            level: "note",
            message: Message::sentence(&format!("略过：{}", skipped.reason)),
            locations: [Location {
                id: None,
                physical_location: Physical {
                    artifact_location: ArtifactLocation::new(&skipped.path, None),
                    region: None,
                },
                logical_locations: Vec::new(),
                message: None,
            }],
            associated_rule: None,
        }
    }
}
