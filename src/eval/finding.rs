//! A failed requirement as a finding: places, words, severity, identity.

use crate::diag::{Basis, Finding, Place, PlaceRole};
use crate::ir::{Expr, Requirement, Template, TemplatePart};
use crate::types::Value;

use super::explain::{Decisive, understood};
use super::locate::Locator;
use super::run::Run;

/// How many elements of a list a `label` points at.
const MOST_RELATED: usize = 12;

impl<'a> Run<'a, '_> {
    /// The finding of a requirement. `failed` is what did not hold; for a forbidden element it is
    /// the filter it passed, and `element` the element itself.
    pub(super) fn finding(
        &mut self,
        requirement: &'a Requirement,
        failed: Option<&'a Expr>,
        element: Option<Value<'a>>,
    ) -> Finding {
        let walked = self.walked.len();
        // A forbidden element passed its filter; a requirement came out false.
        let decisive = failed.map(|expr| self.decisive(expr, element.is_some()));
        let mut places = self.places(requirement, decisive, element);
        let evaluation = decisive.map(|decisive| self.evaluation(decisive));
        for (place, text) in &requirement.labels {
            self.related(place, text, &mut places);
        }
        let message = match &requirement.message {
            Some(template) => self.words(template),
            None => default_message(evaluation.as_ref(), &self.rule.title),
        };
        let help = requirement
            .help
            .as_ref()
            .map(|template| self.words(template));
        let severity = self.severity(requirement);
        let fixes = self.fixes(&requirement.fixes);
        self.walked.truncate(walked);
        let locator = self.locator;
        let locator = locator.get_or_init(|| Locator::new(self.form, self.document));
        let (within, fingerprint) = match places.first() {
            Some(place) => {
                let spot = locator.spot(place);
                let fingerprint = locator.fingerprint(&self.rule.id, place, &spot);
                (spot.path, fingerprint)
            }
            None => Default::default(),
        };
        Finding {
            rule: self.rule.id.clone(),
            pack: self.rule.pack.clone(),
            title: self.rule.title.clone(),
            severity,
            locked: self.rule.locked,
            message,
            help,
            basis: self.rule.basis.iter().map(basis).collect(),
            places,
            evaluation,
            fixes,
            within,
            fingerprint,
            caused_by: None,
            waiver: None,
        }
    }

    fn severity(&mut self, requirement: &'a Requirement) -> crate::diag::Severity {
        for (severity, case) in &requirement.severities {
            if self.truth(case).unwrap_or(false) {
                return *severity;
            }
        }
        self.rule.severity
    }

    fn places(
        &mut self,
        requirement: &'a Requirement,
        decisive: Option<Decisive<'a>>,
        element: Option<Value<'a>>,
    ) -> Vec<Place> {
        let mut places = match (decisive, element) {
            (Some(decisive), None) => self.operand_places(decisive.expr),
            _ => Vec::new(),
        };
        let primary = self.primary(requirement, element);
        if let Some(primary) = primary {
            match places.iter().position(|place| place.range == primary.range) {
                Some(same) => {
                    let mut place = places.remove(same);
                    if place.label.is_empty() {
                        place.label = primary.label;
                    }
                    places.insert(0, place);
                }
                None => places.insert(0, primary),
            }
        }
        if places.is_empty() {
            let fallback = self.walked.iter().rev().find_map(|value| self.place(value));
            let range = fallback.unwrap_or(self.document.title);
            let (label, role) = (String::new(), PlaceRole::Primary);
            places.push(Place {
                role,
                label,
                range,
                value: None,
                unit: None,
            });
        }
        if let Some(first) = places.first_mut() {
            first.role = PlaceRole::Primary;
        }
        places
    }

    /// The place that the rule names, else that of the forbidden element.
    fn primary(
        &mut self,
        requirement: &'a Requirement,
        element: Option<Value<'a>>,
    ) -> Option<Place> {
        let value = match &requirement.at {
            Some(at) => self.eval_or_missing(at).ok().or(element),
            None => element,
        }?;
        let range = self.place(&value)?;
        let (shown, unit) = understood(&value);
        let label = match value {
            Value::Missing(absence) => absence.name.to_owned(),
            _ => String::new(),
        };
        Some(Place {
            role: PlaceRole::Primary,
            label,
            range,
            value: shown,
            unit,
        })
    }

    fn related(&mut self, place: &'a Expr, text: &'a Template, places: &mut Vec<Place>) {
        let Ok(value) = self.eval(place) else { return };
        let label = self.words(text);
        // Every element of a list has a place of its own.
        for element in self.context.elements(value).iter().take(MOST_RELATED) {
            let Some(range) = self.place(element) else {
                continue;
            };
            match places.iter_mut().find(|place| place.range == range) {
                Some(known) => known.label.clone_from(&label),
                // Its label says what stands there.
                None => places.push(Place {
                    role: PlaceRole::Related,
                    label: label.clone(),
                    range,
                    value: None,
                    unit: None,
                }),
            }
        }
    }

    /// A template with its values.
    pub(super) fn words(&mut self, template: &'a Template) -> String {
        let mut words = String::new();
        for part in &template.parts {
            match part {
                TemplatePart::Text(text) => words.push_str(text),
                TemplatePart::Hole(crate::ir::Expr {
                    kind: crate::ir::ExprKind::Word(_, name),
                    ..
                }) => words.push_str(name),
                TemplatePart::Hole(expr) => match self.eval_or_missing(expr) {
                    Ok(value) => words.push_str(&self.shown(&value)),
                    Err(_) => words.push('？'),
                },
            }
        }
        words
    }
}

fn basis(it: &crate::ir::Basis) -> Basis {
    Basis {
        document: it.document.clone(),
        clause: it.clause.clone(),
        quote: it.quote.clone(),
    }
}

fn default_message(evaluation: Option<&crate::diag::Evaluation>, title: &str) -> String {
    match evaluation {
        Some(evaluation) => format!("{title}：{}", evaluation.filled),
        None => title.to_owned(),
    }
}
