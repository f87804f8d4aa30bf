//! Checked rules: what analysis makes and evaluation runs.

mod expr;
mod layers;
mod rule;

pub use expr::{Arithmetic, Comparison, Each, Expr, ExprKind, Presence, Quantifier};
pub use layers::{Bound, Change, ChangeKind, Layers, OuterSetting, Setting};
pub use rule::{
    Basis, Block, Condition, Confidence, Constant, Example, ExampleBody, ExampleValue, FixClause,
    Pattern, Program, Requirement, Rule, RuleSet, Step, Template, TemplatePart, Terms,
};
