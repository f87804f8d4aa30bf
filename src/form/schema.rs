//! What a form is: its titles, its fields, and how they are found on a page.
//!
//! A form is data of a pack (`forms/*.toml`). The type checker asks it which fields there are and
//! of what kind; the binder asks it how to find them. Both the form's TOML and an interface's give
//! the same [`Field`]s.

use serde::{Deserialize, Serialize};

use crate::source::Span;
use crate::types::{Family, Unit};

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Stable id in kebab-case, `department-overall`.
    pub id: String,
    /// The name that rules use: `部门整体支出绩效目标申报表`.
    pub name: String,
    /// What it is for.
    pub doc: String,
    /// Titles under which it is in use; compared without white space and brackets' widths.
    pub titles: Vec<String>,
    /// Its fields; a field's index is its slot.
    pub fields: Vec<Field>,
    /// The interfaces it has.
    pub fills: Vec<Fills>,
    /// Labels that open the block of printed instructions, which reaches to the end of the form.
    pub instructions: Vec<String>,
    /// Labels of printed lines that carry nothing to read (`绩效指标`, `指标名称`, page headers).
    pub fixed: Vec<String>,
    /// Labels of what stands around the fields and is not read: signatures, approvals. Each ends
    /// the value or the table before it.
    pub closing: Vec<String>,
    /// Whether a line that ends without closing punctuation goes on in the next paragraph of the
    /// same cell, and a cell over a page break in the next one.
    pub joins_lines: bool,
    /// When a line without a number goes on in the paragraph before it across a cell's end.
    pub continuation: Continuation,
    /// The field under which a snippet of an example is put, as a path of names
    /// (`绩效指标.条目.内容`).
    pub snippet: Option<String>,
}

/// When the first line of a further cell, standing there without a number, belongs to the paragraph
/// before it. Inside a cell such a line always does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Continuation {
    /// When that paragraph ends without closing punctuation; otherwise it is one of its own.
    #[default]
    Unclosed,
    /// Always.
    Always,
}

/// A field of a form, or of the elements of a list of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The name that rules and TOML declarations use.
    pub name: String,
    /// What it is for.
    pub doc: String,
    /// What it holds and how it is found.
    pub kind: FieldKind,
    /// Labels under which it stands, most common first. Compared without white space, a closing
    /// colon, bracket widths and a unit in brackets.
    pub labels: Vec<String>,
    /// Labels that serve only until one of [`Field::labels`] is met: of the whole project period
    /// (`中期资金总额`) where the form asks for the year's. What stands under both is read under the
    /// later one.
    pub stand_ins: Vec<String>,
    /// Headings of the section it stands in, when its labels alone are ambiguous or the section
    /// gives its unit.
    pub section: Vec<String>,
    /// Words that a cell of this column of rows is (`产出指标`, `数量指标`): they tell
    /// where a row begins when each cell has a line of its own and merged cells are missing.
    pub begins: Vec<String>,
    /// Whether it must be filled in.
    pub required: bool,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKind {
    /// Running text.
    Text,
    /// The budget year; on a page the first `（ 2021 年度）` under the title, or behind a label.
    Year,
    /// A number with the unit it is in when the page names none.
    Number(Unit),
    /// The number of a section, group or item: `五`, `（3）`, `4.`.
    Ordinal,
    /// A date.
    Date,
    /// One of a few words.
    Choice(Vec<Choice>),
    /// A list of elements.
    List(List),
}

impl FieldKind {
    /// What a field of this kind holds, in one word: as definitions of forms write it, but `金额`
    /// for a number that is money.
    pub fn word(&self) -> &'static str {
        match self {
            FieldKind::Text => "文字",
            FieldKind::Year => "年度",
            FieldKind::Number(unit) if unit.family() == Family::Money => "金额",
            FieldKind::Number(_) => "数",
            FieldKind::Ordinal => "序号",
            FieldKind::Date => "日期",
            FieldKind::Choice(_) => "选项",
            FieldKind::List(list) => match list.shape {
                Shape::Sections(_) => "分段",
                Shape::Groups => "分组",
                Shape::Items(_) => "条目",
                Shape::Rows { .. } => "表行",
                Shape::Gathered => "汇集",
            },
        }
    }
}

/// A value of a [`FieldKind::Choice`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The word that rules use: `产出`.
    pub word: String,
    /// How it is written on the page, besides the word itself: `产出指标`, `产出（工作量）指标`.
    pub written: Vec<String>,
}

/// A list: the fields of its elements and how the elements are told apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How elements are told apart.
    pub shape: Shape,
    /// The fields of an element; an index is a slot.
    pub fields: Vec<Field>,
}

/// How the elements of a list stand on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Numbered paragraphs of running text (goal sections). Fields, in this order: `序号` (missing
    /// for an introduction without number), `标题` (up to the first full stop), `内容` (the whole
    /// paragraph without its number).
    Sections(Vec<Mark>),
    /// A title cell and a cell of numbered items, repeated. Fields: `类别`, `序号`, `名称`, `条目`.
    Groups,
    /// Numbered items in a cell. Fields: `序号`, `内容`.
    Items(Vec<Mark>),
    /// Rows of a table under a header row; the fields are its columns.
    Rows {
        /// Whether an empty cell of the first columns repeats the one above (merged cells).
        fill_down: u8,
        /// First cells that mark a row of totals, which is no element: `合计`, `小计`.
        totals: Vec<String>,
    },
    /// Fields of the form itself, gathered by an interface (`分项 = ["基本支出", "项目支出"]`).
    /// One field: `值`. Never stands on a page by itself.
    Gathered,
}

/// A way to number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// `一、`
    Chinese,
    /// `（一）`
    BracketedChinese,
    /// `1.` `1．` `1、`, and `1` with its delimiter lost
    Arabic,
    /// `（1）` `1）`
    Bracketed,
    /// `①`
    Circled,
    /// `1`, whatever stands behind it: every line that begins with a digit
    Digits,
    /// `目标1：` `目标一：`
    Goal,
}

/// How a form fills an interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fills {
    /// The interface's name.
    pub interface: String,
    /// Field of the interface → fields of the form. A field of the interface that is not named is
    /// filled by the form's field of the same name; one that stays empty is absent from the form.
    pub fields: Vec<(String, Vec<String>)>,
    /// Where this stands in the form's definition; not kept in packs that are built.
    #[serde(skip)]
    pub span: Span,
}

/// A set of fields that several forms have, so that one rule can speak of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interface {
    /// Its name: `指标条目`.
    pub name: String,
    /// What it is for.
    pub doc: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Where a snippet of an example is put.
    pub snippet: Option<String>,
}
