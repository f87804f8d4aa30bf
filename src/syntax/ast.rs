//! The syntax tree of a rule file: what was written, nothing resolved.
//!
//! Both spellings of the language give the same tree. Two trees are equal when they say the same
//! wherever it stands, so that `parse(format(tree)) == tree` can be asked: places are [`Loc`]s, and
//! a `Loc` is equal to every other.

use crate::source::TextRange;

/// Where a node stands in its rule file. Equal to every other place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loc(pub TextRange);

impl PartialEq for Loc {
    fn eq(&self, _: &Loc) -> bool {
        true
    }
}

impl Eq for Loc {}

/// A rule file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleFile {
    /// Its items in order.
    pub items: Vec<Item>,
    /// The comments (`// …`) in order, without the documentation comments of items.
    pub comments: Vec<Comment>,
}

/// A `// …` comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The text behind the slashes, trimmed at the end.
    pub text: String,
    /// Whether it stands on a line of its own.
    pub own_line: bool,
    /// Its place.
    pub loc: Loc,
}

/// An identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The identifier as written.
    pub text: String,
    /// Its place.
    pub loc: Loc,
}

/// A plain text literal, without its quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Str {
    /// The text.
    pub text: String,
    /// Its place, quotes included.
    pub loc: Loc,
}

/// A text with holes: `“第 {条目.序号} 条”`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// Its parts in order.
    pub parts: Vec<TemplatePart>,
    /// Its place, quotes included.
    pub loc: Loc,
}

/// A part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Text taken as it stands.
    Text(String),
    /// An expression whose value is shown.
    Hole(Expr),
}

/// A top-level item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// `param 容差 = 0.01 万元`
    Param(Param),
    /// `terms 模糊用语 = ["…", …]`
    Terms(Terms),
    /// `extend 模糊用语 ["…", …]`
    Extend(Extend),
    /// `pattern 文号 = /…/`
    Pattern(Pattern),
    /// `def 合计(行) = …`
    Def(Def),
    /// `rule id "title" { … }`
    Rule(Rule),
    /// `override id { … }`
    Override(Override),
    /// What could not be read as an item.
    Error(Loc),
}

/// A constant that a pack, an overlay or the configuration may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Documentation comment, one line a line.
    pub doc: Vec<String>,
    /// Its name.
    pub name: Name,
    /// Its value: a literal or a list of literals.
    pub value: Expr,
    /// What later packs may do with it.
    pub bound: Option<ParamBound>,
    /// The whole item.
    pub loc: Loc,
}

/// What later packs may do with a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamBound {
    /// `may only fall`
    MayOnlyFall,
    /// `may only rise`
    MayOnlyRise,
    /// `locked`
    Locked,
}

/// What later packs may do with a word list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermsBound {
    /// `may grow`
    MayGrow,
    /// `locked`
    Locked,
}

/// A word list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Documentation comment.
    pub doc: Vec<String>,
    /// Its name.
    pub name: Name,
    /// Its words and the lists it takes in.
    pub entries: Vec<TermEntry>,
    /// What later packs may do with it.
    pub bound: Option<TermsBound>,
    /// The whole item.
    pub loc: Loc,
}

/// Words that a later pack puts into a word list of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extend {
    /// Documentation comment.
    pub doc: Vec<String>,
    /// The name of the list.
    pub name: Name,
    /// The words and lists that come into it.
    pub entries: Vec<TermEntry>,
    /// The whole item.
    pub loc: Loc,
}

/// An entry of a word list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermEntry {
    /// A word.
    Word(Str),
    /// All words of another list.
    List(Name),
}

/// A named linear-time regular expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Documentation comment.
    pub doc: Vec<String>,
    /// Its name.
    pub name: Name,
    /// The expression between the slashes; `{名}` takes in another pattern or word list, `\/` is
    /// a slash.
    pub regex: Str,
    /// The whole item.
    pub loc: Loc,
}

/// A pure function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Def {
    /// Documentation comment.
    pub doc: Vec<String>,
    /// Its name.
    pub name: Name,
    /// The names of its parameters.
    pub params: Vec<Name>,
    /// What it gives.
    pub body: Expr,
    /// The whole item.
    pub loc: Loc,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Documentation comment.
    pub doc: Vec<String>,
    /// Its id in kebab-case.
    pub id: Name,
    /// Its title in Chinese.
    pub title: Option<Str>,
    /// Its clauses in order; a clause that could not be read is [`ClauseKind::Error`].
    pub clauses: Vec<Clause>,
    /// The whole item.
    pub loc: Loc,
}

/// A change that a later pack makes to a rule of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Documentation comment.
    pub doc: Vec<String>,
    /// The rule's id.
    pub id: Name,
    /// Its clauses: `severity`, `basis`, `help`, `confidence`, `locked`, `off`, `set`.
    pub clauses: Vec<Clause>,
    /// The whole item.
    pub loc: Loc,
}

/// A clause of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// Its place.
    pub loc: Loc,
}

/// What a clause says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// `on 指标条目, 分条目标`: the forms or interfaces it is for.
    On(Vec<Name>),
    /// `since 2021`: the first year it is for.
    Since(i32),
    /// `until 2023`: the last year it is for.
    Until(i32),
    /// `basis "填制说明" 3 "产出目标应量化"`.
    Basis(Basis),
    /// `severity warning when …`.
    Severity {
        /// The severity.
        level: Level,
        /// For which findings it holds; without it, for all others.
        when: Option<Expr>,
    },
    /// `confidence likely`.
    Confidence(Confidence),
    /// `locked`: may be neither waived nor loosened.
    Locked,
    /// `explains numbering-order`: findings inside the place of this one, and those of the rules
    /// named between its places, are of the same cause.
    Explains(Vec<Name>),
    /// `off`: the rule is switched off (in an override).
    Off,
    /// `set 容差 = 0.02 万元` (in an override).
    Set(Name, Expr),
    /// `let 差 = …`.
    Let(Name, Expr),
    /// `for 条目 in 指标.条目 where …`: the clauses that follow hold for every element.
    For(Each),
    /// `when …`: the clauses that follow hold only then.
    When(Expr),
    /// `require …`.
    Require(Expr),
    /// `forbid each x at k in xs where …`.
    Forbid(ForbidMode, Each),
    /// `message "…"`: the words of the requirement before it.
    Message(Template),
    /// `at 条目.序号`: the primary place of its findings.
    At(Expr),
    /// `label d.first "…"`: a further place of its findings.
    Label(Expr, Template),
    /// `help "…"`.
    Help(Template),
    /// `fix safe m "，"`.
    Fix(Fix),
    /// `example fail …`.
    Example(Example),
    /// What could not be read.
    Error,
}

/// Whether `forbid` makes a finding of every element or of the first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForbidMode {
    /// `each`
    Each,
    /// `first`
    First,
}

/// What to write in place of what stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// How far it may be trusted.
    pub trust: Trust,
    /// What is replaced.
    pub place: Expr,
    /// What is written there.
    pub text: Template,
}

/// How far a fix may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// 可直接改
    Safe,
    /// 需确认
    Unsafe,
    /// 仅提示
    Display,
}

/// The provision that a rule enforces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// The document.
    pub document: Str,
    /// The clause: a number (`3`) or words.
    pub clause: Option<Str>,
    /// What it says.
    pub quote: Option<Str>,
}

/// Severity of a rule's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 必改
    Error,
    /// 应改
    Warning,
    /// 提示
    Hint,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Certain from the text alone.
    Sure,
    /// Probable.
    Likely,
    /// A matter of opinion; never an error.
    Opinion,
}

/// `x at k in xs where …`: a walk over a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Each {
    /// The name of the element, or the names of its parts: `(名, 行)`.
    pub names: Vec<Name>,
    /// The name of its position, which counts from one.
    pub position: Option<Name>,
    /// The list.
    pub source: Expr,
    /// Which elements count.
    pub filter: Option<Expr>,
    /// Its place.
    pub loc: Loc,
}

/// An example inside a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether the rule must fail on it.
    pub fails: bool,
    /// What is declared.
    pub body: ExampleBody,
    /// What becomes of it when it is mended.
    pub fixed: Option<ExampleBody>,
}

/// What an example declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleBody {
    /// A snippet, put where the rule's form or interface says.
    Snippet(Str),
    /// Fields.
    Fields(Vec<(Name, ExampleValue)>),
}

/// A field's value in an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleValue {
    /// `"…"`
    Text(Str),
    /// `300.00 万元`
    Number {
        /// The digits as written.
        text: String,
        /// The unit, empty when none is written.
        unit: String,
        /// Its place.
        loc: Loc,
    },
    /// `产出`
    Word(Name),
    /// `[ …, … ]`
    List(Vec<ExampleValue>),
    /// `{ 名 = 值 … }`
    Record(Vec<(Name, ExampleValue)>),
}

/// An expression and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: Box<ExprKind>,
    /// Its place.
    pub loc: Loc,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `0.01 万元`, `95%`, `100`, `2021 年`.
    Number {
        /// The digits as written.
        text: String,
        /// The unit, empty when none is written.
        unit: String,
    },
    /// `"…"`
    Text(String),
    /// `2021-06-30`
    Date(String),
    /// `true`, `false`
    Bool(bool),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `[e for x in xs where c]`
    Collect(Expr, Vec<Each>),
    /// A name: of a field, a local, a parameter, a word list, a pattern, an enumeration's value.
    Name(String),
    /// `base.name`
    Member(Expr, Name),
    /// `name(args)`
    Call(Name, Vec<Arg>),
    /// `not a`, `-a`
    Unary(UnaryOp, Expr),
    /// `a + b`, `a and b`, `a ++ b`
    Binary(BinaryOp, Expr, Expr),
    /// `a == b within c`
    Compare(CompareOp, Expr, Expr, Option<Expr>),
    /// `a is missing`
    Is(Expr, Presence),
    /// `a in b`, `a not in b`, `a contains b`, `a matches b` and their negations
    Test {
        /// Which test.
        op: TestOp,
        /// Whether `not` stands before the operator.
        negated: bool,
        /// Left side.
        left: Expr,
        /// Right side.
        right: Expr,
    },
    /// `if c then a else b`
    If(Expr, Expr, Expr),
    /// `a else b`: `b` where `a` is missing.
    Else(Expr, Expr),
    /// `some x in xs: c`
    Quantified(Quantifier, Each, Expr),
    /// `first x in xs where c`: the element, missing when there is none.
    First(Each),
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// `f(a)`
    Plain(Expr),
    /// `sum(r.金额 for r in 行)`
    Over(Expr, Vec<Each>),
    /// `group(行 by 一级指标)`: inside the key, `it` is the element and the element's fields can
    /// be named directly.
    By(Expr, Expr),
}

/// A prefix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `not`
    Not,
    /// `-`
    Negate,
}

/// An infix operator on numbers, lists or truth values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `++`
    Join,
    /// `and`
    And,
    /// `or`
    Or,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// What `is` asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// `is missing`: absent or blank.
    Missing,
    /// `is present`
    Present,
    /// `is unreadable`: something stands there, but not what the form asks for.
    Unreadable,
}

/// A test between a value and a list, word list, text or pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestOp {
    /// `in`
    In,
    /// `contains`
    Contains,
    /// `matches`
    Matches,
}

/// How many elements must satisfy the condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `every`
    Every,
    /// `some`
    Some,
    /// `no`
    No,
}
