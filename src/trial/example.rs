//! Examples inside rules: a small declaration is made around each and judged.

use crate::diag::{Applicability, DocumentReport, Evaluation, Finding, Outcome};
use crate::form::{Choice, Field, FieldKind, Form, List, Shape};
use crate::ir::{Example, ExampleBody, ExampleValue, Rule};
use crate::workspace::{Book, Selection, judge_as, mended_as};

use super::result::TrialResult;

/// Runs the examples of the rule with this index, each on every form that the rule is for.
pub(super) fn examples(book: &Book, index: usize, rule: &Rule, results: &mut Vec<TrialResult>) {
    let selection = Selection {
        select: vec![rule.id.clone()],
        drafts: true,
        ..Selection::default()
    };
    for (number, example) in (1..).zip(&rule.examples) {
        let word = if example.fails { "不通过" } else { "通过" };
        for (form, definition) in book.forms().iter().enumerate() {
            let program = book.program(form);
            if program.is_none_or(|program| program.block(index).is_none()) {
                continue;
            }
            let name = format!("{} 示例 {number}（{word}）在“{}”", rule.id, definition.name);
            let problem = match declaration(book, rule, definition, example) {
                Ok(text) => {
                    let file = "示例.toml";
                    let bytes = text.clone().into_bytes();
                    let reports = judge_as(book, form, &selection, file, bytes);
                    let why = judge(rule, example, &reports);
                    let why = why.or_else(|| {
                        let most = Applicability::Unsafe;
                        let named = (file, text.as_str());
                        let mended = mended_as(book, form, &selection, named, most);
                        unlike(book, rule, definition, example, &mended)
                    });
                    why.map(|why| format!("{why}\n{text}"))
                }
                // The form has no such field: the example is for the other forms.
                Err(Unfit::OtherForm) => continue,
                Err(Unfit::Wrong(why)) => Some(why),
            };
            results.push(TrialResult {
                name,
                about: vec![rule.id.clone(), rule.title.to_string()],
                problem,
            });
        }
    }
}

/// Why an example was not mended as it says.
fn unlike(
    book: &Book,
    rule: &Rule,
    form: &Form,
    example: &Example,
    mended: &str,
) -> Option<String> {
    let fixed = Example {
        body: example.fixed.clone()?,
        ..example.clone()
    };
    match declaration(book, rule, form, &fixed) {
        Ok(wanted) if wanted == mended => None,
        Ok(wanted) => Some(format!(
            "修正以后应当是：\n{wanted}却成了：\n{mended}原来是："
        )),
        Err(Unfit::OtherForm) => Some("修正以后的样子里有本表没有的栏目".into()),
        Err(Unfit::Wrong(why)) => Some(why),
    }
}

/// Why an example came out otherwise than it says.
fn judge(rule: &Rule, example: &Example, reports: &[DocumentReport]) -> Option<String> {
    let outcome = |report: &DocumentReport| {
        report
            .rules
            .iter()
            .find(|it| it.rule == rule.id)
            .map(|it| (it.outcome, it.reason.clone()))
    };
    let Some(report) = reports.first() else {
        return Some("示例读不出申报表".into());
    };
    let own = report
        .findings
        .iter()
        .find(|finding| finding.rule != rule.id);
    if let Some(finding) = own {
        return Some(format!("示例本身写得不对：{}", finding.message));
    }
    let (outcome, reason) = outcome(report)?;
    let reason = reason
        .map(|reason| format!("（{reason}）"))
        .unwrap_or_default();
    match (example.fails, outcome) {
        (true, Outcome::Failed) | (false, Outcome::Passed) => None,
        (true, Outcome::Passed) => Some("应当不通过，却通过了".into()),
        (false, Outcome::Failed) => {
            let finding = report.findings.first();
            let words = finding.map(|it| it.message.clone()).unwrap_or_default();
            let formula = finding.map(formula).unwrap_or_default();
            Some(format!("应当通过，却报告：{words}{formula}"))
        }
        (_, Outcome::NotEvaluated) => Some(format!("未能评价{reason}")),
        (_, Outcome::NotApplicable) => Some(format!("不适用{reason}")),
        (_, Outcome::Waived) => Some("被免改".into()),
    }
}

/// The formula of a finding as written and with the values filled in, each on a line of its own.
pub(super) fn formula(finding: &Finding) -> String {
    let evaluation = finding.evaluation.as_ref();
    let lines = |it: &Evaluation| format!("\n算式：{}\n代入：{}", it.expression, it.filled);
    evaluation.map(lines).unwrap_or_default()
}

/// The declarations that an example is tried as: one for each form that the rule is for and the
/// example fits, with the index of the form.
pub(super) fn declarations(
    book: &Book,
    (index, rule): (usize, &Rule),
    example: &Example,
) -> Vec<(usize, String)> {
    let forms = 0..book.forms().len();
    let of = |form: usize| {
        book.program(form)?.block(index)?;
        let text = declaration(book, rule, book.form(form)?, example).ok()?;
        Some((form, text))
    };
    forms.filter_map(of).collect()
}

/// Why no declaration can be made of an example.
enum Unfit {
    /// It speaks of fields that this form does not have.
    OtherForm,
    /// It is wrong for every form.
    Wrong(String),
}

/// The text of a declaration in TOML that holds what the example declares.
fn declaration(book: &Book, rule: &Rule, form: &Form, example: &Example) -> Result<String, Unfit> {
    let mut text = format!("form = {}\n", quoted(&form.name));
    match &example.body {
        ExampleBody::Snippet(snippet) => {
            let path = snippet_path(book, rule, form).ok_or_else(|| {
                Unfit::Wrong("规则的表或接口没有说例句放在哪一栏（snippet）".into())
            })?;
            let names: Vec<&str> = path.split('.').collect();
            let (first, rest) = names.split_first().ok_or(Unfit::OtherForm)?;
            let first = filled_names(rule, form, first).into_iter().next();
            let first = first.ok_or(Unfit::OtherForm)?;
            let field = form.fields.iter().find(|field| field.name == first);
            let field = field.ok_or(Unfit::OtherForm)?;
            let value = around(field, rest, snippet).ok_or(Unfit::OtherForm)?;
            text.push_str(&format!("{} = {value}\n", quoted(&first)));
        }
        ExampleBody::Fields(fields) => {
            for (name, value) in fields {
                let names = filled_names(rule, form, name);
                match (names.as_slice(), value) {
                    ([], _) => return Err(Unfit::OtherForm),
                    ([only], value) => {
                        text.push_str(&format!("{} = {}\n", quoted(only), toml(value)));
                    }
                    (many, ExampleValue::List(values)) => {
                        for (name, value) in many.iter().zip(values) {
                            text.push_str(&format!("{} = {}\n", quoted(name), toml(value)));
                        }
                    }
                    (_, _) => {
                        return Err(Unfit::Wrong(format!("“{name}”要写成列表 [ … ]")));
                    }
                }
            }
        }
    }
    Ok(text)
}

/// Where snippets of a rule go: as its interface says, else as the form says.
fn snippet_path(book: &Book, rule: &Rule, form: &Form) -> Option<String> {
    let interfaces = book
        .interfaces()
        .iter()
        .filter(|it| rule.on.contains(&it.name));
    let filled = |name: &str| form.fills.iter().any(|fills| fills.interface == name);
    interfaces
        .filter(|it| filled(&it.name))
        .find_map(|it| it.snippet.clone())
        .or_else(|| form.snippet.clone())
}

/// The fields of the form that a name of an example means.
fn filled_names(rule: &Rule, form: &Form, name: &str) -> Vec<String> {
    let on = |interface: &str| rule.on.is_empty() || rule.on.iter().any(|it| it == interface);
    for fills in form.fills.iter().filter(|fills| on(&fills.interface)) {
        if let Some((_, names)) = fills.fields.iter().find(|(field, _)| field == name) {
            return names.clone();
        }
    }
    let known = form.fields.iter().any(|field| field.name == name);
    if known {
        vec![name.to_owned()]
    } else {
        Vec::new()
    }
}

/// A value of `field` that holds the snippet at `path` below it.
fn around(field: &Field, path: &[&str], snippet: &str) -> Option<String> {
    let Some((next, rest)) = path.split_first() else {
        return Some(quoted(snippet));
    };
    let FieldKind::List(list) = &field.kind else {
        return None;
    };
    // An item or a paragraph is written as on paper, number and all.
    let written = matches!(list.shape, Shape::Items(_) | Shape::Sections(_)) && rest.is_empty();
    if written {
        return Some(format!("[{}]", quoted(snippet)));
    }
    let inner = list.fields.iter().find(|field| field.name == *next)?;
    let mut parts = vec![format!(
        "{} = {}",
        quoted(next),
        around(inner, rest, snippet)?
    )];
    parts.extend(first_words(list, next));
    Some(format!("[{{ {} }}]", parts.join(", ")))
}

/// The fields beside the snippet that choose among words: the first word each.
fn first_words(list: &List, taken: &str) -> Vec<String> {
    let word = |field: &Field| match &field.kind {
        FieldKind::Choice(choices) if field.name != taken => {
            let Choice { word, .. } = choices.first()?;
            Some(format!("{} = {}", quoted(&field.name), quoted(word)))
        }
        _ => None,
    };
    list.fields.iter().filter_map(word).collect()
}

fn toml(value: &ExampleValue) -> String {
    match value {
        ExampleValue::Text(text) => quoted(text),
        ExampleValue::List(values) => {
            let values: Vec<String> = values.iter().map(toml).collect();
            format!("[{}]", values.join(", "))
        }
        ExampleValue::Record(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{} = {}", quoted(name), toml(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
