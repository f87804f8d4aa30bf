//! What changed from one issue of a pack to the next, as plain data.
//!
//! Only what can make a difference to a department is here; comments, examples, cases and the order
//! of rules are not.

use crate::diag::Severity;

/// All that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The old issue.
    pub old: Issue,
    /// The new one.
    pub new: Issue,
    /// What the pack says of itself: years, units, what it builds on.
    pub pack: Vec<Change>,
    /// Forms, in the order of the new issue, those that are gone behind.
    pub forms: Vec<FormChanges>,
    /// Rules, in the order of the new issue, those that are gone behind.
    pub rules: Vec<RuleChanges>,
    /// Parameters, word lists and what else several rules share.
    pub values: Vec<ValueChanges>,
    /// Whether the files differ at all, be it in what makes no difference.
    pub other_files: bool,
}

impl Changes {
    /// Whether nothing changed that makes a difference.
    pub fn is_empty(&self) -> bool {
        self.pack.is_empty()
            && self.forms.is_empty()
            && self.rules.is_empty()
            && self.values.is_empty()
    }
}

/// An issue of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The pack's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Whether it is an unofficial example.
    pub unofficial: bool,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What of.
    pub aspect: Aspect,
    /// Which one, when there are several: the path of a field.
    pub subject: String,
    /// How.
    pub edit: Edit,
}

/// How something changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It is new; a few words on what it is.
    Added(String),
    /// It is gone.
    Removed,
    /// One value came in the place of another; either may be empty.
    Replaced {
        /// The old value.
        old: String,
        /// The new one.
        new: String,
    },
    /// Words of a list came and went.
    Words {
        /// Those that came.
        added: Vec<String>,
        /// Those that went.
        removed: Vec<String>,
    },
    /// Lines of a rule as written, in the canonical layout.
    Lines(Vec<Line>),
}

/// A line of a text that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// It stayed.
    Same(String),
    /// It went.
    Removed(String),
    /// It came.
    Added(String),
}

/// Whether the whole of it came, went or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is in both.
    Changed,
}

impl Fate {
    /// The name in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Added => "added",
            Fate::Removed => "removed",
            Fate::Changed => "changed",
        }
    }
}

/// What changed in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormChanges {
    /// Its name.
    pub form: String,
    /// Whether it came, went or changed.
    pub fate: Fate,
    /// What changed in it.
    pub changes: Vec<Change>,
}

/// What changed in a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleChanges {
    /// Its id.
    pub rule: String,
    /// Its title; the new one when it changed.
    pub title: String,
    /// Its severity; the new one when it changed.
    pub severity: Severity,
    /// Whether it came into force, went out of it or changed.
    pub fate: Fate,
    /// What it demands, in the words of its documentation; for a new rule.
    pub doc: String,
    /// How it went out of force.
    pub gone: Option<Gone>,
    /// What changed in it.
    pub changes: Vec<Change>,
}

/// How a rule went out of force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// In a word: 废止, 停用, 改为草案, 删去.
    pub how: &'static str,
    /// The rule that came in its place.
    pub successor: Option<String>,
}

/// What changed in something that rules share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueChanges {
    /// What it is.
    pub kind: ValueKind,
    /// Its name.
    pub name: String,
    /// How it changed.
    pub edit: Edit,
    /// The rules in force of the new issue that use it; none are known of word tables.
    pub rules: Vec<String>,
}

/// What rules share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueKind {
    /// A parameter.
    Param,
    /// A word list of the rule files.
    Terms,
    /// A pattern.
    Pattern,
    /// A definition.
    Def,
    /// A table of `lexicon.toml`.
    Lexicon,
}

impl ValueKind {
    /// The name in machine output.
    pub fn name(self) -> &'static str {
        match self {
            ValueKind::Param => "param",
            ValueKind::Terms => "terms",
            ValueKind::Pattern => "pattern",
            ValueKind::Def => "def",
            ValueKind::Lexicon => "lexicon",
        }
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            ValueKind::Param => "参数",
            ValueKind::Terms => "词表",
            ValueKind::Pattern => "写法",
            ValueKind::Def => "算法",
            ValueKind::Lexicon => "识词表",
        }
    }
}

/// What a change is a change of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The pack's title.
    PackTitle,
    /// Who issues it.
    Issuer,
    /// Whether it is an example.
    Unofficial,
    /// The budget years that it judges.
    Years,
    /// The units that it judges.
    Units,
    /// The forms of other packs that it judges.
    Forms,
    /// What it builds on.
    Base,
    /// The lowest version of the program.
    Engine,
    /// Titles under which a form is known.
    Titles,
    /// Printed lines of a form that hold nothing.
    Printed,
    /// What opens its printed instructions.
    Instructions,
    /// What stands around its fields.
    Closing,
    /// How broken lines are joined.
    Joining,
    /// The interfaces it has.
    Interfaces,
    /// A field.
    Field,
    /// The name of a field.
    FieldName,
    /// The label that a field stands under.
    Label,
    /// Further labels that are accepted.
    Labels,
    /// The heading that a field stands under.
    Section,
    /// What a field holds.
    Kind,
    /// Whether it must be filled in.
    Required,
    /// The words of a choice.
    Choices,
    /// How the elements of a list are told apart.
    Shape,
    /// The title of a rule.
    RuleTitle,
    /// The severity of a rule.
    Severity,
    /// The forms that a rule is for.
    Applies,
    /// The years that a rule is for.
    RuleYears,
    /// What a rule demands, as written.
    Requirement,
    /// The words of its findings.
    Wording,
    /// What it enforces.
    Basis,
    /// Its documentation.
    Doc,
    /// Whether it may be neither waived nor loosened.
    Locked,
    /// How sure its findings are.
    Confidence,
}

impl Aspect {
    /// The names: for programs and for people.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Aspect::PackTitle => ("title", "名称"),
            Aspect::Issuer => ("issuer", "发布单位"),
            Aspect::Unofficial => ("unofficial", "性质"),
            Aspect::Years => ("years", "年度"),
            Aspect::Units => ("units", "单位"),
            Aspect::Forms => ("forms", "兼管的表"),
            Aspect::Base => ("builds_on", "依托"),
            Aspect::Engine => ("engine", "程序"),
            Aspect::Titles => ("titles", "表名"),
            Aspect::Printed => ("fixed", "表号和印好的字"),
            Aspect::Instructions => ("instructions", "说明的开头"),
            Aspect::Closing => ("closing", "落款"),
            Aspect::Joining => ("joins_lines", "断行怎样接"),
            Aspect::Interfaces => ("fills", "接口"),
            Aspect::Field => ("field", "栏目"),
            Aspect::FieldName => ("field_name", "栏目的名称"),
            Aspect::Label => ("label", "表上的写法"),
            Aspect::Labels => ("labels", "也认的写法"),
            Aspect::Section => ("section", "所在的一段"),
            Aspect::Kind => ("kind", "填什么"),
            Aspect::Required => ("required", "必填"),
            Aspect::Choices => ("words", "可选的词"),
            Aspect::Shape => ("shape", "怎样分条"),
            Aspect::RuleTitle => ("rule_title", "名称"),
            Aspect::Severity => ("severity", "级别"),
            Aspect::Applies => ("on", "适用"),
            Aspect::RuleYears => ("rule_years", "年度"),
            Aspect::Requirement => ("requirement", "要求"),
            Aspect::Wording => ("wording", "提示的话"),
            Aspect::Basis => ("basis", "依据"),
            Aspect::Doc => ("doc", "说明"),
            Aspect::Locked => ("locked", "锁定"),
            Aspect::Confidence => ("confidence", "把握"),
        }
    }

    /// The name in machine output.
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        self.names().1
    }
}
