//! The fixes of a finding in SARIF 2.1.0.

use serde::Serialize;

use crate::diag::{Applicability, Edit, Finding};

use super::position::Positions;
use super::sarif_record::{ArtifactLocation, Message, Scene};

/// A proposal to mend a finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FixRecord<'a> {
    description: Message,
    artifact_changes: [Change<'a>; 1],
    properties: FixProperties,
}

#[derive(Serialize)]
struct FixProperties {
    applicability: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Deleted,
    inserted_content: Content<'a>,
}

/// Lines and columns from one, columns in characters, the end exclusive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deleted {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

/// The fixes of a finding that a program may apply; of an office file none, as its text is not what
/// the file consists of.
pub(super) fn fixes<'a>(scene: &Scene<'a>, finding: &'a Finding) -> Vec<FixRecord<'a>> {
    if !scene.document.source.anchors().is_empty() {
        return Vec::new();
    }
    let own = finding.fixes.iter();
    let own = own.filter(|fix| fix.applicability != Applicability::Display);
    let record = |fix: &'a crate::diag::Fix| FixRecord {
        description: Message::plain(&fix.title),
        artifact_changes: [Change {
            artifact_location: ArtifactLocation::new(&scene.document.path, Some(scene.artifact)),
            replacements: fix
                .edits
                .iter()
                .map(|edit| replacement(scene.positions, edit))
                .collect(),
        }],
        properties: FixProperties {
            applicability: fix.applicability.name(),
        },
    };
    own.map(record).collect()
}

fn replacement<'a>(positions: &Positions<'_>, edit: &'a Edit) -> Replacement<'a> {
    let start = positions.line_column(edit.range.start);
    let end = positions.line_column(edit.range.end);
    Replacement {
        deleted_region: Deleted {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        },
        inserted_content: Content { text: &edit.text },
    }
}
