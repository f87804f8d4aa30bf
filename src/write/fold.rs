//! Findings that another one explains, gathered under that one.

use std::collections::BTreeMap;

use crate::diag::{DocumentReport, Finding};

/// A finding and those that lead back to it, as numbers among the findings of the document.
pub(super) struct Block {
    /// The one that explains.
    pub(super) finding: usize,
    /// Those that it explains, through any others, in their order.
    pub(super) consequences: Vec<usize>,
}

/// The findings to write out, each with those that lead back to it, in their order.
pub(super) fn folded(document: &DocumentReport, show: bool) -> Vec<(&Finding, Vec<&Finding>)> {
    let finding = |number: usize| document.findings.get(number);
    let pair = |block: Block| {
        let consequences = block.consequences.into_iter().filter_map(finding);
        Some((finding(block.finding)?, consequences.collect()))
    };
    blocks(document, show)
        .into_iter()
        .filter_map(pair)
        .collect()
}

/// The open findings, those that another one explains under that one unless `show` is set.
pub(super) fn blocks(document: &DocumentReport, show: bool) -> Vec<Block> {
    let findings = &document.findings;
    let open = |(_, finding): &(usize, &Finding)| finding.waiver.is_none();
    let open: Vec<(usize, &Finding)> = findings.iter().enumerate().filter(open).collect();
    // Of several with one fingerprint, the first.
    let numbers: BTreeMap<&str, usize> = open
        .iter()
        .rev()
        .map(|(number, finding)| (finding.fingerprint.as_str(), *number))
        .collect();
    let mut blocks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, _) in open {
        let root = match show {
            true => number,
            false => root(findings, &numbers, number),
        };
        let consequences = blocks.entry(root).or_default();
        if root != number {
            consequences.push(number);
        }
    }
    let block = |(finding, consequences)| Block {
        finding,
        consequences,
    };
    blocks.into_iter().map(block).collect()
}

/// The finding that explains the one with this number, through any others; itself when there is
/// none or when the explanations run in a circle.
fn root(findings: &[Finding], numbers: &BTreeMap<&str, usize>, number: usize) -> usize {
    let cause = |number: usize| {
        let cause = findings.get(number)?.caused_by.as_deref()?;
        numbers.get(cause).copied().filter(|&cause| cause != number)
    };
    let mut at = number;
    for _ in 0..findings.len().min(64) {
        match cause(at) {
            Some(next) => at = next,
            None => return at,
        }
    }
    number
}
