//! The note of a finding: what is wrong, where, how it was reckoned, what to write, on what basis.

use maud::{Markup, html};

use crate::diag::{DocumentReport, Finding, Fix, Place, PlaceRole};

use super::super::finding::{basis_text, read_as};
use super::super::fold::Block;
use super::super::position::Positions;
use super::super::text::inline;
use super::super::whereabouts::whereabouts;
use super::super::words::{applied, excuse};
use super::tick;

/// Places that are listed; the others are counted.
const PLACES: usize = 12;
/// Words of the text that are quoted, in characters.
const QUOTE: usize = 24;

/// What the notes of one document have in common.
pub(super) struct Scene<'a> {
    /// The document's number, from one.
    pub(super) number: usize,
    pub(super) document: &'a DocumentReport,
    pub(super) positions: &'a Positions<'a>,
}

/// The note of the finding of `block` with those that it explains.
pub(super) fn note(scene: &Scene<'_>, block: &Block) -> Markup {
    let Some(finding) = scene.document.findings.get(block.finding) else {
        return Markup::default();
    };
    let consequences = block.consequences.as_slice();
    html! {
        section.k.(tick::class_of(finding)) id=(tick::note(scene.number, block.finding + 1)) {
            (body(scene, block.finding + 1, finding))
            @if !consequences.is_empty() {
                details.c {
                    summary { "由此而来 " (consequences.len()) " 处" }
                    @for number in consequences {
                        @if let Some(finding) = scene.document.findings.get(*number) {
                            div.i.(tick::class_of(finding)) id=(tick::note(scene.number, number + 1)) {
                                (body(scene, number + 1, finding))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What stands in a note.
fn body(scene: &Scene<'_>, number: usize, finding: &Finding) -> Markup {
    html! {
        h4 {
            span.q.(tick::class_of(finding)) { (finding.severity.title()) }
            @if finding.waiver.is_some() { span.q.v { "已免改" } }
            " " (inline(&finding.title)) " "
            @match finding.places.first() {
                Some(_) => a.j href={ "#" (tick::mark(scene.number, number, 0)) }
                    aria-label={ "到原文，问题" (number) } { (number) },
                None => span.j { (number) },
            }
        }
        p.o { (origin(scene, finding)) code { (inline(&finding.rule)) } }
        p.m { (inline(&finding.message)) }
        (places(scene, number, finding))
        @let items = items(scene, finding);
        @if !items.0.is_empty() { dl { (items) } }
    }
}

/// How it was reckoned, what to write instead, on what basis, why it is waived.
fn items(scene: &Scene<'_>, finding: &Finding) -> Markup {
    let basis: Vec<String> = finding.basis.iter().map(basis_text).collect();
    html! {
        // What compares no numbers is said by the message.
        @if let Some(evaluation) = finding.evaluation.as_ref().filter(|it| it.numeric) {
            (item("算式", &evaluation.expression))
            (item("代入", &evaluation.filled))
        }
        @if let Some(help) = &finding.help { (item("建议", help)) }
        @for fix in &finding.fixes { (mend(scene, fix)) }
        (item("依据", &basis.join("；")))
        @if let Some(waived) = &finding.waiver { (item("免改", &excuse(waived))) }
    }
}

/// Where in the file and in the form.
fn origin(scene: &Scene<'_>, finding: &Finding) -> Markup {
    let place = finding.places.first();
    html! {
        @match place {
            Some(place) => (whereabouts(scene.positions, place.range)),
            None => "全表",
        }
        @if !finding.within.is_empty() { " · " (inline(&finding.within)) }
        " · "
    }
}

/// The places with what stands there, when they say more than the marks do.
fn places(scene: &Scene<'_>, number: usize, finding: &Finding) -> Markup {
    let file = scene.positions.file();
    let several = finding.places.len() > 1;
    let told = |(_, place): &(usize, &Place)| {
        let value = read_as(file, place).is_some();
        value || several && (!place.label.is_empty() || place.role != PlaceRole::Primary)
    };
    let places: Vec<_> = (0..).zip(&finding.places).filter(told).collect();
    let rest = places.len().saturating_sub(PLACES);
    html! {
        @if !places.is_empty() {
            ul.p {
                @for (index, place) in places.into_iter().take(PLACES) {
                    li {
                        a href={ "#" (tick::mark(scene.number, number, index)) } {
                            (whereabouts(scene.positions, place.range))
                        }
                        " " (inline(&place.label)) (quoted(file.slice(place.range)))
                        @if let Some(value) = read_as(file, place) { " = " (value) }
                    }
                }
                @if rest > 0 { li { "另有 " (rest) " 处，原文里有标记" } }
            }
        }
    }
}

/// Words of the document in quotes; nothing for none.
fn quoted(text: &str) -> Markup {
    let text = inline(text);
    let end = text.char_indices().nth(QUOTE).map(|(end, _)| end);
    let shown = end.and_then(|end| text.get(..end)).unwrap_or(&text);
    html! {
        @if !text.is_empty() {
            "“" (shown) @if shown.len() < text.len() { "…" } "”"
        }
    }
}

/// A word and what there is to say under it; nothing for an empty text.
fn item(word: &str, text: &str) -> Markup {
    html! {
        @if !text.trim().is_empty() {
            div { dt { (word) } dd { (inline(text)) } }
        }
    }
}

/// How the finding can be mended: what is struck out and what is written in its place.
fn mend(scene: &Scene<'_>, fix: &Fix) -> Markup {
    let file = scene.positions.file();
    html! {
        div {
            dt { "改法" }
            dd {
                (inline(&fix.title)) "（" (applied(fix.applicability)) "）"
                @for edit in &fix.edits {
                    br;
                    (whereabouts(scene.positions, edit.range)) "："
                    @if !edit.range.is_empty() { del { (inline(file.slice(edit.range))) } " " }
                    @if !edit.text.is_empty() { ins { (inline(&edit.text)) } }
                }
            }
        }
    }
}
