//! Why an expression has no value.

use super::value::{Absence, AbsenceKind};

/// Why an expression has no value. Small, since every step of an evaluation may give it back.
#[derive(Clone, Copy, Debug)]
pub enum Stop<'a> {
    /// Something it needs is missing from the document: not the rule's fault.
    Missing(&'a Absence<'a>),
    /// The rule went wrong.
    Fault(&'a Fault),
}

/// What is wrong with a rule at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A division by zero.
    DivisionByZero,
    /// A result with more digits than can be kept exactly.
    Overflow,
    /// More steps than a rule may take.
    Budget,
    /// A pattern too large to compile.
    Pattern,
    /// A value of a type that the checker does not let happen.
    Type,
    /// What a builtin function says.
    Call(&'static str),
}

impl Fault {
    /// The fault in words.
    pub fn words(self) -> &'static str {
        match self {
            Fault::DivisionByZero => "规则里除以了零",
            Fault::Overflow => "规则算出的数超出了可以精确计算的范围",
            Fault::Budget => "规则的计算步数超出了上限",
            Fault::Pattern => "规则用的句式太大，无法使用",
            Fault::Type => "规则得到了意料之外的值",
            Fault::Call(words) => words,
        }
    }
}

impl Absence<'_> {
    /// The absence in words: “基本支出”没有填写.
    pub fn words(&self) -> String {
        let name = self.name;
        match self.kind {
            AbsenceKind::Absent => format!("表中没有“{name}”"),
            AbsenceKind::Blank => format!("“{name}”没有填写"),
            AbsenceKind::Unreadable => format!("“{name}”读不出所要求的内容"),
            AbsenceKind::NotFound => format!("找不到{name}"),
        }
    }
}
