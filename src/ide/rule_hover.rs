//! What is said about a name in a rule file.

use std::path::Path;

use crate::analysis::{Entry, Meaning};
use crate::builtins::{self, Builtin};
use crate::form::Field;
use crate::types::{Repr, Ty};

use super::answer::Hover;
use super::read_back::escaped;
use super::rule_file::{Here, doc, loc};
use super::session::{Kind, Session};
use super::tokens::keyword_at;

/// The longest text of a definition that is shown.
const LONGEST: usize = 400;

impl Session {
    /// What is said about a place of a file.
    pub fn hover(&mut self, path: &Path, at: u32) -> Option<Hover> {
        match self.kind(path) {
            Kind::Declaration => self.declared_hover(path, at),
            Kind::Pack(..) => self.rule_hover(path, at),
            Kind::Rule => keyword_words(&self.text(path)?, at),
            Kind::Settings | Kind::Waivers | Kind::Other => None,
        }
    }

    fn rule_hover(&mut self, path: &Path, at: u32) -> Option<Hover> {
        let here = self.here(path)?;
        if let Some(entry) = here.entry(at) {
            return Some(Hover {
                range: entry.span.range,
                text: here.words(entry),
            });
        }
        keyword_words(here.file.text(), at)
    }
}

/// What is said about a word of the language.
fn keyword_words(text: &str, at: u32) -> Option<Hover> {
    let (word, range) = keyword_at(text, at)?;
    let text = format!("`{}` / `{}`\n\n{}", word.en, word.zh, word.doc);
    Some(Hover { range, text })
}

impl Here<'_> {
    fn words(&self, entry: &Entry) -> String {
        let name = &entry.name;
        match entry.meaning {
            Meaning::Local(_) | Meaning::Member => {
                with_parts(format!("`{name}`：{}", entry.ty), &entry.ty)
            }
            Meaning::Field => {
                let head = format!("栏目 `{name}`：{}", entry.ty);
                let doc = self.field_doc(name).map(escaped);
                with_parts(joined(head, doc.as_deref()), &entry.ty)
            }
            Meaning::Word => format!("`{name}`：{} 的一个词", entry.ty),
            Meaning::Function(index) => match builtins::get(index) {
                Some(builtin) => builtin_words(builtin),
                None => String::new(),
            },
            Meaning::Search => {
                "`matches(文字, 句式或词表)` / `匹配`\n\n文字里符合句式的每一处，或词表里的词的每一处。"
                    .to_owned()
            }
            Meaning::Subject => self.subject_words(name),
            Meaning::Param(_)
            | Meaning::Terms(_)
            | Meaning::Pattern(_)
            | Meaning::Def(_)
            | Meaning::Rule(_) => self.item_words(entry),
        }
    }

    /// An item as it stands, with its documentation; of a rule its title.
    fn item_words(&self, entry: &Entry) -> String {
        let Some((item, file)) = self.item_of(entry.meaning) else {
            return String::new();
        };
        let doc = doc(item).join("\n");
        let doc = (!doc.is_empty()).then(|| escaped(&doc));
        let lines = file.slice(loc(item)).lines();
        let lines = lines.filter(|line| !line.trim_start().starts_with("///"));
        let text = lines.collect::<Vec<_>>().join("\n");
        if let crate::syntax::ast::Item::Rule(rule) = item {
            // A rule is shown whole: of a pack inside the binary there is no file to open.
            let title = rule.title.as_ref().map(|it| it.text.as_str());
            let head = format!("规则 `{}` {}", rule.id.text, title.unwrap_or_default());
            let head = joined(head, doc.as_deref());
            return joined(head, Some(&format!("```jixiao\n{}\n```", text.trim())));
        }
        let mut shown: String = text.chars().take(LONGEST).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        joined(format!("```jixiao\n{}\n```", shown.trim()), doc.as_deref())
    }

    fn subject_words(&self, name: &str) -> String {
        let form = self.studio.forms.iter().find(|form| form.name == name);
        if let Some(form) = form {
            let head = joined(format!("表 `{name}`"), Some(&escaped(&form.doc)));
            return joined(head, Some(&fields_words(&form.fields)));
        }
        match self.studio.interfaces.iter().find(|it| it.name == name) {
            Some(it) => {
                let head = joined(format!("接口 `{name}`"), Some(&escaped(&it.doc)));
                joined(head, Some(&fields_words(&it.fields)))
            }
            None => format!("`{name}`"),
        }
    }

    fn field_doc(&self, name: &str) -> Option<&str> {
        let forms = self.studio.forms.iter().flat_map(|form| &form.fields);
        let others = self.studio.interfaces.iter().flat_map(|it| &it.fields);
        let mut docs = forms.chain(others).filter(|field| field.name == name);
        docs.find(|field| !field.doc.is_empty())
            .map(|it| it.doc.as_str())
    }
}

fn fields_words(fields: &[Field]) -> String {
    let names = fields.iter().map(|field| format!("`{}`", field.name));
    format!("栏目：{}", names.collect::<Vec<_>>().join("、"))
}

fn joined(head: String, more: Option<&str>) -> String {
    match more {
        Some(more) if !more.is_empty() => format!("{head}\n\n{more}"),
        _ => head,
    }
}

/// What can be taken from a value of a type.
fn with_parts(head: String, ty: &Ty) -> String {
    let element = ty.element().unwrap_or(ty);
    let Ty::Record(record) = element else {
        return head;
    };
    let part = |it: &crate::types::Member| match record.repr {
        Repr::Row => format!("- `{}`：{}", it.zh, it.ty),
        Repr::Parts if it.zh == it.en => format!("- `{}`：{}", it.zh, it.ty),
        Repr::Parts => format!("- `{}` / `{}`：{}", it.zh, it.en, it.ty),
    };
    let parts: Vec<String> = record.fields.iter().map(part).collect();
    format!("{head}\n\n{}", parts.join("\n"))
}

/// How a function is called.
pub(super) fn call_words(builtin: &Builtin) -> String {
    let params: Vec<&str> = builtin.params.iter().map(|param| param.name).collect();
    format!("{}({})", builtin.en, params.join(", "))
}

/// A function with its documentation and its example.
pub(super) fn builtin_words(builtin: &Builtin) -> String {
    let params = builtin.params.iter();
    let params = params.map(|it| format!("- `{}`：{}", it.name, it.kind.words()));
    let (example, result) = builtin.example;
    format!(
        "`{}` / `{}`\n\n{}\n\n{}\n\n```jixiao\n{example} == {result}\n```",
        call_words(builtin),
        builtin.zh,
        builtin.doc,
        params.collect::<Vec<_>>().join("\n")
    )
}
