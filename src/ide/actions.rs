//! What can be done at a place: mend a mistake, look at the rule.

use std::path::Path;

use crate::source::TextRange;

use super::answer::{Action, Deed};
use super::place::Place;
use super::session::{Kind, Session};

/// How many ways to mend one mistake are offered; more are no help.
const MOST: usize = 5;

impl Session {
    /// What can be done in a range of a file.
    pub fn actions(&mut self, path: &Path, range: TextRange) -> Vec<Action> {
        let mut actions = self.fixes(path, range);
        if self.kind(path) == Kind::Declaration {
            actions.extend(self.rules_at(path, range));
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
                    does: Deed::Edit(vec![(place, text.clone())]),
                });
            }
        }
        actions
    }

    /// The rules that found something here, where they stand in a file.
    fn rules_at(&mut self, path: &Path, range: TextRange) -> Vec<Action> {
        let Some((declaration, judging)) = self.declared(path) else {
            return Vec::new();
        };
        let mut actions: Vec<Action> = Vec::new();
        let books = judging.workspace.iter().flat_map(|it| &it.books);
        let rules: Vec<_> = books.flat_map(|it| &it.engine().rules().rules).collect();
        for (_, finding) in declaration.findings_at(range) {
            let rule = rules.iter().find(|rule| rule.id == finding.rule);
            let Some(place) = rule.and_then(|rule| Place::of(&judging.sources, rule.span)) else {
                continue;
            };
            let title = format!("打开规则 {}", finding.rule);
            if place.path.is_absolute() && actions.iter().all(|action| action.title != title) {
                actions.push(Action {
                    title,
                    mends: None,
                    does: Deed::Show(place),
                });
            }
        }
        actions
    }
}
