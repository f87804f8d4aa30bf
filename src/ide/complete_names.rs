//! Rules and findings that settings and waivers may name.

use std::collections::BTreeSet;
use std::path::Path;

use crate::workspace::display;

use super::answer::{Offer, OfferKind};
use super::complete::{ending_at, line_before};
use super::session::{Kind, Session};

/// The keys whose values name rules.
const NAMING: &[&str] = &["rule", "select", "ignore"];

impl Session {
    /// What may be named in the quotes at an offset of a file of settings or waivers; `None` when
    /// nothing is named there.
    pub(super) fn name_offers(&mut self, path: &Path, at: u32) -> Option<Vec<Offer>> {
        let text = self.text(path)?;
        let (key, value) = line_before(&text, at).split_once('=')?;
        let part = value.rsplit('"').next()?;
        let is_open = value.matches('"').count() % 2 == 1;
        let range = ending_at(at, part.len());
        let found = match key.trim() {
            _ if !is_open => return None,
            key if NAMING.contains(&key) => self.rule_names(path),
            "fingerprint" => self.excusable(path, &text, at, true),
            "where" => self.excusable(path, &text, at, false),
            _ => return None,
        };
        let offers = found.into_iter().map(|(name, detail)| Offer {
            insert: name.clone(),
            label: name,
            detail,
            doc: String::new(),
            kind: OfferKind::Word,
            range,
        });
        Some(offers.collect())
    }

    /// The rules in force, by id, with their titles.
    fn rule_names(&mut self, path: &Path) -> BTreeSet<(String, String)> {
        let folder = self.folder_of(path);
        let workspace = self.ruled(&folder).1.workspace.as_ref();
        let rules = workspace.iter().flat_map(|it| it.rules());
        rules
            .map(|rule| (rule.id.clone(), rule.title.to_string()))
            .collect()
    }

    /// What the rule of the waiver at an offset found in open declarations: by fingerprint or place,
    /// with the file and the message.
    fn excusable(
        &mut self,
        path: &Path,
        text: &str,
        at: u32,
        by_fingerprint: bool,
    ) -> BTreeSet<(String, String)> {
        let rule = rule_of(text, at);
        let folder = self.folder_of(path);
        let mut found = BTreeSet::new();
        for file in self.open_files() {
            if !file.starts_with(&folder) || self.kind(&file) != Kind::Declaration {
                continue;
            }
            let shown = display(file.strip_prefix(&folder).unwrap_or(&file));
            let reports = self.declaration(&file).map(|it| it.reports.as_slice());
            for finding in reports
                .iter()
                .flat_map(|it| it.iter().flat_map(|it| &it.findings))
            {
                let named = rule.is_none_or(|it| it == finding.rule || *it == *finding.title);
                if !named || finding.locked || finding.waiver.is_some() {
                    continue;
                }
                let name = match by_fingerprint {
                    true => finding.fingerprint.clone(),
                    false if finding.within.is_empty() => "全表".to_owned(),
                    false => finding.within.clone(),
                };
                found.insert((name, format!("{shown}：{}", finding.message)));
            }
        }
        found
    }
}

/// The rule that the waiver around an offset names.
fn rule_of(text: &str, at: u32) -> Option<&str> {
    let (before, behind) = text.split_at_checked(at as usize)?;
    let head = "[[waiver]]";
    let start = before.rfind(head).map_or(0, |it| it + head.len());
    let end = before.len() + behind.find(head).unwrap_or(behind.len());
    let mut lines = text.get(start..end)?.lines();
    lines.find_map(|line| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim().strip_prefix('"')?;
        (key.trim() == "rule").then(|| value.split('"').next())?
    })
}
