//! What can be done at a place: mend a mistake, look at the rule.

use std::path::Path;
use std::sync::Arc;

use crate::config::{self, WAIVERS};
use crate::source::{SourceFile, TextRange, offset};
use crate::vfs::{FileKind, Files};

use super::answer::{Action, Deed, Standing};
use super::place::Place;
use super::session::{Kind, Session};

/// How many ways to mend one mistake are offered; more are no help.
const MOST: usize = 5;

impl Session {
    /// What can be done in a range of a file.
    pub fn actions(&mut self, path: &Path, range: TextRange) -> Vec<Action> {
        let mut actions = self.fixes(path, range);
        if self.kind(path) == Kind::Declaration {
            actions.extend(self.mends(path, range));
            actions.extend(self.rules_at(path, range));
            actions.extend(self.waivers(path, range));
        }
        actions
    }

    fn fixes(&mut self, path: &Path, range: TextRange) -> Vec<Action> {
        let mut actions = Vec::new();
        for problem in self.problems(path) {
            let at = problem.place.range;
            let touches = at.start <= range.end && range.start <= at.end;
            if !touches || problem.fixes.len() > MOST {
                continue;
            }
            for (range, text, title) in &problem.fixes {
                let place = Place {
                    range: *range,
                    ..problem.place.clone()
                };
                actions.push(Action {
                    title: title.clone(),
                    mends: Some(problem.code.clone()),
                    standing: Standing::Plain,
                    does: Deed::Edit(vec![(place, text.clone())]),
                });
            }
        }
        actions
    }

    /// Excuses for what was found here, to be given a reason: at the end of the file of waivers, which
    /// is made beside the settings, else beside the declaration, when there is none.
    fn waivers(&mut self, path: &Path, range: TextRange) -> Vec<Action> {
        let Some((file, at)) = self.waiver_file(path) else {
            return Vec::new();
        };
        let folder = at.path.parent().unwrap_or(Path::new(""));
        let inside = path.strip_prefix(folder).unwrap_or(path);
        let inside = inside.to_string_lossy().replace('\\', "/");
        let Some((declaration, judging)) = self.declared(path) else {
            return Vec::new();
        };
        let books = judging.workspace.iter().flat_map(|it| &it.books);
        let rules: Vec<_> = books.flat_map(|it| &it.engine().rules().rules).collect();
        let mut actions = Vec::new();
        for (report, finding) in declaration.findings_at(range) {
            let rule = rules.iter().find(|rule| rule.id == finding.rule);
            let (Some(rule), Some(year)) = (rule, report.year) else {
                continue;
            };
            if rule.locked {
                continue;
            }
            let gap = match file.as_str() {
                "" => "",
                text if text.ends_with('\n') => "\n",
                _ => "\n\n",
            };
            let text = format!(
                "{gap}# {}\n[[waiver]]\nfiles = {}\nrule = \"{}\"\nfingerprint = \"{}\"\n\
                 reason = \"\"\nby = \"\"\nuntil = {year}-12-31\n",
                finding.message.replace('\n', " "),
                quoted(&inside),
                finding.rule,
                finding.fingerprint,
            );
            actions.push(Action {
                title: format!("免改 {}：在 {WAIVERS} 里写明理由", finding.rule),
                mends: None,
                standing: Standing::Plain,
                does: Deed::Edit(vec![(at.clone(), text)]),
            });
        }
        actions
    }

    /// The text of the file of waivers and the place of its end.
    fn waiver_file(&self, path: &Path) -> Option<(String, Place)> {
        let files = self.files();
        let above = || path.ancestors().skip(1);
        let has =
            |folder: &&Path, name: &str| files.kind(&folder.join(name)) == Some(FileKind::File);
        let folder = above().find(|it| has(it, WAIVERS));
        let folder = folder.or_else(|| above().find(|it| has(it, config::FILE)));
        let file = folder.or(path.parent())?.join(WAIVERS);
        let text = self.text(&file).unwrap_or_default();
        let source = SourceFile::new(file.to_string_lossy().into_owned(), text.clone());
        let range = TextRange::empty(offset(text.len()));
        let place = Place {
            path: file,
            source: Arc::new(source),
            range,
        };
        Some((text, place))
    }

    /// The rules that found something here, where they stand in a file or inside the program.
    fn rules_at(&mut self, path: &Path, range: TextRange) -> Vec<Action> {
        let folder = self.folder_of(path);
        let Some((declaration, _)) = self.declared(path) else {
            return Vec::new();
        };
        let found = declaration.findings_at(range).into_iter();
        let mut ids: Vec<String> = found.map(|(_, finding)| finding.rule.clone()).collect();
        ids.dedup();
        let Some(judging) = self.ruled_again(&folder).1 else {
            return Vec::new();
        };
        let books = judging.workspace.iter().flat_map(|it| &it.books);
        let rules: Vec<_> = books.flat_map(|it| &it.engine().rules().rules).collect();
        let mut actions: Vec<Action> = Vec::new();
        for id in ids {
            let rule = rules.iter().find(|rule| rule.id == id);
            let place = rule.and_then(|rule| {
                let place = Place::of(&judging.sources, rule.span);
                place.or_else(|| self.bundled_rule(&rule.pack, &rule.id))
            });
            let title = format!("打开规则 {id}");
            if let Some(place) = place
                && actions.iter().all(|action| action.title != title)
            {
                actions.push(Action {
                    title,
                    mends: None,
                    standing: Standing::Plain,
                    does: Deed::Show(place),
                });
            }
        }
        actions
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
