//! Where files that are not rule files name a rule or a parameter: manifests, settings, waivers and
//! cases.

use std::path::Path;

use crate::config::{self, WAIVERS};
use crate::source::{SourceFile, SourceId, TextRange};
use crate::table::{Reader, Table, Word};
use crate::workspace::display;

/// What is named.
#[derive(Clone, Copy, Debug)]
pub(super) enum Naming<'n> {
    /// The rule with this id.
    Rule(&'n str),
    /// The parameter with this name.
    Param(&'n str),
}

/// Places and what is to stand there.
type Changes = Vec<(TextRange, String)>;

/// Why a name cannot be changed in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A waiver at this place excuses a finding by a fingerprint, which is made of the rule's id.
    Fingerprint(u32),
    /// At this place rules are named by this beginning of their ids, which only one of the two names
    /// has.
    Beginning(u32, String),
}

/// The words for a refusal in a file.
pub(super) fn refusal(path: &Path, text: &str, reason: &Refusal, new: &str) -> String {
    let source = SourceFile::new("", text);
    match reason {
        Refusal::Fingerprint(at) => format!(
            "这条规则的一个问题按指纹免改{}，编号一改，指纹就变，免改也就失效；先把那里的 fingerprint \
             换成 where，再改名",
            where_it_stands(path, &source, *at)
        ),
        Refusal::Beginning(at, word) => format!(
            "设置里用“{word}”指明以它开头的规则{}，改名为 {new} 以后指的规则就变了；先在那里写明规则的\
             编号，再改名",
            where_it_stands(path, &source, *at)
        ),
    }
}

/// A place in words.
pub(super) fn where_it_stands(path: &Path, source: &SourceFile, at: u32) -> String {
    let line = source.line_column(at).line;
    format!("（{} 第 {line} 行）", display(path))
}

/// What has to change in a file so that it goes by another name.
pub(super) fn of(
    path: &Path,
    text: &str,
    naming: Naming<'_>,
    new: &str,
) -> Result<Changes, Refusal> {
    if path.extension().is_some_and(|it| it == "md") {
        return Ok(match naming {
            Naming::Rule(id) => in_cases(text, id, new),
            Naming::Param(_) => Vec::new(),
        });
    }
    let mut reader = Reader::new(SourceId(0));
    let parsed = reader.parse(text);
    let mut toml = Toml {
        reader,
        text,
        new,
        changes: Vec::new(),
    };
    let root = Table {
        table: parsed.get_ref(),
        span: toml.reader.span(0..0),
        what: "",
    };
    match naming {
        Naming::Param(name) => toml.keys(root, "params", name),
        Naming::Rule(id) if path.ends_with(config::FILE) => toml.settings(root, id)?,
        Naming::Rule(id) if path.ends_with(WAIVERS) => toml.waivers(root, id)?,
        Naming::Rule(id) => toml.manifest(root, id),
    }
    Ok(toml.changes)
}

/// The baseline that settings name.
pub(super) fn baseline(text: &str) -> Option<String> {
    let mut reader = Reader::new(SourceId(0));
    let parsed = reader.parse(text);
    let root = Table {
        table: parsed.get_ref(),
        span: reader.span(0..0),
        what: "",
    };
    reader.text(root, "baseline").map(|word| word.node)
}

struct Toml<'t> {
    reader: Reader,
    text: &'t str,
    new: &'t str,
    changes: Changes,
}

impl Toml<'_> {
    /// Replaces a key or a text, in quotes of the same kind.
    fn replace(&mut self, range: TextRange) {
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let new = match range.slice(self.text).chars().next() {
            Some('\'') => format!("'{}'", self.new),
            Some('"') => format!("\"{}\"", self.new),
            _ if self.new.chars().all(bare) => self.new.to_owned(),
            _ => format!("\"{}\"", self.new),
        };
        self.changes.push((range, new));
    }

    fn replace_words(&mut self, words: impl IntoIterator<Item = Word>, name: &str) {
        for word in words {
            if word.node == name {
                self.replace(word.span.range);
            }
        }
    }

    /// The keys with a name of the table below a key.
    fn keys(&mut self, root: Table<'_>, key: &str, name: &str) {
        let Some((table, _)) = self.reader.table(root, key) else {
            return;
        };
        for (key, _) in table {
            if key.get_ref() == name {
                self.replace(TextRange::of(key.span()));
            }
        }
    }

    fn manifest(&mut self, root: Table<'_>, id: &str) {
        self.keys(root, "rules", id);
        let Some((rules, span)) = self.reader.table(root, "rules") else {
            return;
        };
        let what = "";
        let lives = Table {
            table: rules,
            span,
            what,
        };
        for (rule, _) in rules {
            if let Some((table, span)) = self.reader.table(lives, rule.get_ref()) {
                let life = Table { table, span, what };
                let follower = self.reader.text(life, "replaced-by");
                self.replace_words(follower, id);
            }
        }
    }

    fn settings(&mut self, root: Table<'_>, id: &str) -> Result<(), Refusal> {
        self.selection(root, id)?;
        for (table, span) in self.reader.tables(root, "overrides") {
            let what = "";
            self.selection(Table { table, span, what }, id)?;
        }
        Ok(())
    }

    fn selection(&mut self, table: Table<'_>, id: &str) -> Result<(), Refusal> {
        for key in ["select", "ignore"] {
            let words = self.reader.texts(table, key);
            let begins = |word: &str, id: &str| {
                let rest = id.strip_prefix(word);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            };
            let turned = words.iter().find(|word| {
                word.node != id && begins(&word.node, id) != begins(&word.node, self.new)
            });
            if let Some(word) = turned {
                let at = word.span.range.start;
                return Err(Refusal::Beginning(at, word.node.clone()));
            }
            self.replace_words(words, id);
        }
        Ok(())
    }

    fn waivers(&mut self, root: Table<'_>, id: &str) -> Result<(), Refusal> {
        for (table, span) in self.reader.tables(root, "waiver") {
            let waiver = Table {
                table,
                span,
                what: "",
            };
            let rule = self.reader.text(waiver, "rule");
            let Some(rule) = rule.filter(|rule| rule.node == id) else {
                continue;
            };
            if let Some(word) = self.reader.text(waiver, "fingerprint") {
                return Err(Refusal::Fingerprint(word.span.range.start));
            }
            self.replace(rule.span.range);
        }
        Ok(())
    }
}

/// An id in the Markdown of cases: behind a mark, in a heading, in code; one with a hyphen, which no
/// other word is, everywhere.
fn in_cases(text: &str, id: &str, new: &str) -> Changes {
    let marks = ["应报", "待改进"];
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mark = marks.iter().filter_map(|mark| line.find(mark)).min();
        let is_heading = line.starts_with('#');
        for (at, _) in line.match_indices(id) {
            let (before, behind) = (line.get(..at), line.get(at + id.len()..));
            let (before, behind) = (before.unwrap_or_default(), behind.unwrap_or_default());
            let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            if before.ends_with(is_word) || behind.starts_with(is_word) {
                continue;
            }
            let in_code = before.ends_with('`') && behind.starts_with('`');
            let is_marked = mark.is_some_and(|mark| mark < at);
            if id.contains('-') || is_heading || in_code || is_marked {
                let at = start + at;
                changes.push((TextRange::of(at..at + id.len()), new.to_owned()));
            }
        }
        start += line.len();
    }
    changes
}

#[cfg(test)]
mod tests {
    use crate::source::offset;

    use super::*;

    fn changed(name: &str, text: &str, naming: Naming<'_>, new: &str) -> Result<String, Refusal> {
        let mut changed = text.to_owned();
        let mut changes = of(Path::new(name), text, naming, new)?;
        changes.sort();
        for (range, new) in changes.iter().rev() {
            assert!(range.end <= offset(text.len()));
            changed.replace_range(range.indices(), new);
        }
        Ok(changed)
    }

    #[test]
    fn names_are_found_where_they_are_names() {
        let rule = |name: &str, text: &str| changed(name, text, Naming::Rule("a-b"), "c-d");
        let manifest = "title = \"a-b\"\n[rules]\na-b = \"draft\"\n'x' = { state = \"retired\", replaced-by = \"a-b\" }\n";
        let mended = "title = \"a-b\"\n[rules]\nc-d = \"draft\"\n'x' = { state = \"retired\", replaced-by = \"c-d\" }\n";
        assert_eq!(rule("p/pack.toml", manifest).as_deref(), Ok(mended));
        let settings = "select = ['a-b', \"a-b-c\"]\n[[overrides]]\nignore = \"a-b\"\n";
        let mended = "select = ['c-d', \"a-b-c\"]\n[[overrides]]\nignore = \"c-d\"\n";
        assert_eq!(rule("jixiao.toml", settings).as_deref(), Ok(mended));
        let refused = Err(Refusal::Beginning(10, "a".into()));
        assert_eq!(rule("jixiao.toml", "ignore = [\"a\"]\n"), refused);
        let waivers = "[[waiver]]\nrule = \"a-b\"\nwhere = \"全表\"\n";
        let mended = "[[waiver]]\nrule = \"c-d\"\nwhere = \"全表\"\n";
        assert_eq!(rule("jixiao-waivers.toml", waivers).as_deref(), Ok(mended));
        let waivers = "[[waiver]]\nrule = \"a-b\"\nfingerprint = \"00\"\n";
        let refused = Err(Refusal::Fingerprint(38));
        assert_eq!(rule("jixiao-waivers.toml", waivers), refused);
        let cases = "# 甲（a-b）\n\nx-a-b a-b-c\n\n一 ← 应报 a-b、c\n";
        let mended = "# 甲（c-d）\n\nx-a-b a-b-c\n\n一 ← 应报 c-d、c\n";
        assert_eq!(rule("cases/甲.md", cases).as_deref(), Ok(mended));
        let short = changed("甲.md", "a 一 ← 不应报 a\n", Naming::Rule("a"), "c");
        assert_eq!(short.as_deref(), Ok("a 一 ← 不应报 c\n"));
        let params = changed(
            "jixiao.toml",
            "[params]\nlimit = 3\n",
            Naming::Param("limit"),
            "上限",
        );
        assert_eq!(params.as_deref(), Ok("[params]\n\"上限\" = 3\n"));
    }
}
