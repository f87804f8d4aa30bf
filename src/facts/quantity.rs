//! What a number with its unit and its comparing word is, and why a number may be none.

use rust_decimal::Decimal;

use crate::source::TextRange;

use super::lexicon::{Lexicon, UnitId};

/// How a value binds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparator {
    /// 不少于, 以上, ≥.
    Ge,
    /// 不超过, 以内, ≤.
    Le,
    /// 超过, 突破, N+.
    Gt,
    /// 低于, 不足.
    Lt,
    /// 达到, 为, =.
    Eq,
    /// 约, 左右, 余, 多.
    About,
    /// 5-8: from the value to the high value.
    Range,
    /// A bare number.
    #[default]
    None,
}

impl Comparator {
    const ALL: [Comparator; 8] = [
        Comparator::Ge,
        Comparator::Le,
        Comparator::Gt,
        Comparator::Lt,
        Comparator::Eq,
        Comparator::About,
        Comparator::Range,
        Comparator::None,
    ];

    /// The short English key, as used in data: `ge`, `le` …
    pub const fn key(self) -> &'static str {
        match self {
            Comparator::Ge => "ge",
            Comparator::Le => "le",
            Comparator::Gt => "gt",
            Comparator::Lt => "lt",
            Comparator::Eq => "eq",
            Comparator::About => "about",
            Comparator::Range => "range",
            Comparator::None => "none",
        }
    }

    /// The Chinese word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Comparator::Ge => "不少于",
            Comparator::Le => "不超过",
            Comparator::Gt => "超过",
            Comparator::Lt => "低于",
            Comparator::Eq => "等于",
            Comparator::About => "约",
            Comparator::Range => "区间",
            Comparator::None => "无",
        }
    }

    pub(super) fn tag(self) -> u32 {
        self as u32
    }

    pub(super) fn from_tag(tag: u32) -> Comparator {
        Self::ALL
            .into_iter()
            .find(|c| c.tag() == tag)
            .unwrap_or_default()
    }
}

/// What a quantity is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// What shall be reached.
    #[default]
    Target,
    /// A part of a total.
    Part,
    /// The total of parts.
    Total,
    /// A starting or existing value: 由14分钟, 现有512人. Not a target.
    Base,
    /// What the work touches: 涉及居民7368户. A weak target.
    Scope,
    /// A count that multiplies another: （2个社区馆）. Not a target.
    Factor,
}

impl Role {
    /// The short English key, as used in data.
    pub const fn key(self) -> &'static str {
        match self {
            Role::Target => "target",
            Role::Part => "part",
            Role::Total => "total",
            Role::Base => "base",
            Role::Scope => "scope",
            Role::Factor => "factor",
        }
    }

    /// The Chinese word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Target => "目标值",
            Role::Part => "分项",
            Role::Total => "合计值",
            Role::Base => "基数",
            Role::Scope => "范围",
            Role::Factor => "系数",
        }
    }

    /// Whether a quantity of this role makes a passage quantified.
    pub fn is_target(self) -> bool {
        match self {
            Role::Target | Role::Part | Role::Total | Role::Scope => true,
            Role::Base | Role::Factor => false,
        }
    }
}

/// How firmly a passage states what shall be reached; the firmest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// One value.
    Exact,
    /// A lower or upper bound.
    Bound,
    /// From one value to another.
    Range,
    /// About a value.
    Approximate,
    /// Only a scope or a frequency.
    Weak,
    /// A word of a grading scale.
    Graded,
    /// Words only.
    #[default]
    Slogan,
}

impl Grade {
    /// The short English key, as used in data.
    pub fn key(self) -> &'static str {
        match self {
            Grade::Exact => "exact",
            Grade::Bound => "bound",
            Grade::Range => "range",
            Grade::Approximate => "approximate",
            Grade::Weak => "weak",
            Grade::Graded => "graded",
            Grade::Slogan => "slogan",
        }
    }
}

/// A number that measures something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The whole expression with its comparing words.
    pub range: TextRange,
    /// The number alone, both ends of a range included.
    pub number: TextRange,
    /// How the value binds.
    pub comparator: Comparator,
    /// The value, 万 and 亿 multiplied in.
    pub value: Decimal,
    /// The upper end of a range.
    pub high: Option<Decimal>,
    /// The unit as written; empty when none is.
    pub unit: TextRange,
    /// The unit before the slash; `None` when the unit is missing or unknown.
    pub unit_id: Option<UnitId>,
    /// What stands behind the slash of a compound unit (元/人·月); empty otherwise.
    pub under: TextRange,
    /// The period or base it is for, as written: 每周, 人均.
    pub per: Option<TextRange>,
    /// Whether 约, 余, 多 or 左右 blur the value, whatever the comparator.
    pub approximate: bool,
    /// Digits behind the decimal point, as written.
    pub places: u32,
    /// What it is for.
    pub role: Role,
    /// How firm it is.
    pub grade: Grade,
}

impl Quantity {
    /// What it was read as, in words: `不少于12场 → ≥12场（目标值）`.
    pub fn words(&self, text: &str) -> String {
        let high = self.high.map(|high| format!("–{}", high.normalize()));
        let comparator = match self.comparator {
            Comparator::None | Comparator::Range => "",
            Comparator::Ge
            | Comparator::Le
            | Comparator::Gt
            | Comparator::Lt
            | Comparator::Eq
            | Comparator::About => self.comparator.word(),
        };
        format!(
            "{} → {comparator}{}{}{}（{}）",
            self.range.slice(text),
            self.value.normalize(),
            high.unwrap_or_default(),
            self.shown_unit(text),
            self.role.word()
        )
    }
}

impl Quantity {
    /// Whether the quantity makes a passage quantified.
    pub fn is_target(&self) -> bool {
        self.role.is_target()
    }

    /// The unit as it is usually spelled: 平方米 for ㎡, % for 百分之.
    pub fn canonical_unit(&self, text: &str, lexicon: &Lexicon) -> String {
        let Some(id) = self.unit_id else {
            return self.unit.slice(text).to_owned();
        };
        let mut unit = lexicon.unit_name(id).to_owned();
        if !self.under.is_empty() {
            unit.push('/');
            unit.push_str(self.under.slice(text));
        }
        unit
    }

    /// The unit that goes with the value: as written, but the sign where words stand for it, since
    /// 九成 is 90 % and 百分之 stands before its number.
    pub fn shown_unit<'t>(&self, text: &'t str) -> &'t str {
        match self.unit.slice(text) {
            "成" | "百分之" => "%",
            "千分之" => "‰",
            "万分之" => "‱",
            unit => unit,
        }
    }

    /// Whether both are of the same unit, however spelled.
    pub fn same_unit(&self, other: &Quantity, text: &str) -> bool {
        match (self.unit_id, other.unit_id) {
            (Some(a), Some(b)) => a == b && self.under.slice(text) == other.under.slice(text),
            (None, None) => self.unit.slice(text) == other.unit.slice(text),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

/// Why a number is not a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A proper name.
    #[default]
    Name,
    /// A telephone service.
    Hotline,
    /// A meeting or congress.
    Meeting,
    /// A plan or programme.
    Plan,
    /// A slogan, an idiom, an everyday word.
    Slogan,
    /// An anniversary.
    Anniversary,
    /// A grade, class or version.
    Class,
    /// Structure of a scheme (五大体系).
    Structure,
    /// A year or a span of years.
    Period,
    /// A date or a deadline.
    Date,
    /// A time of the day.
    TimeOfDay,
    /// An ordinal.
    Ordinal,
    /// A place in a ranking.
    Rank,
    /// A code or the number of a thing.
    Identifier,
    /// Number of a document or a standard.
    Document,
    /// What an indicator is counted per.
    Base,
    /// A tax rate.
    Tax,
    /// Which things are meant: 65岁以上老年人.
    Definition,
    /// The number of a list item.
    ListMark,
    /// No unit follows, but other words do.
    NoUnit,
}

impl Reason {
    const ALL: [Reason; 20] = [
        Reason::Name,
        Reason::Hotline,
        Reason::Meeting,
        Reason::Plan,
        Reason::Slogan,
        Reason::Anniversary,
        Reason::Class,
        Reason::Structure,
        Reason::Period,
        Reason::Date,
        Reason::TimeOfDay,
        Reason::Ordinal,
        Reason::Rank,
        Reason::Identifier,
        Reason::Document,
        Reason::Base,
        Reason::Tax,
        Reason::Definition,
        Reason::ListMark,
        Reason::NoUnit,
    ];

    /// The reason as a Chinese word for messages: 不是数量：热线名称.
    pub fn word(self) -> &'static str {
        match self {
            Reason::Name => "专有名称",
            Reason::Hotline => "热线名称",
            Reason::Meeting => "会议名称",
            Reason::Plan => "规划或行动名称",
            Reason::Slogan => "固定用语",
            Reason::Anniversary => "周年",
            Reason::Class => "等级或类别",
            Reason::Structure => "板块划分",
            Reason::Period => "年份或期间",
            Reason::Date => "日期",
            Reason::TimeOfDay => "时刻",
            Reason::Ordinal => "序数",
            Reason::Rank => "名次",
            Reason::Identifier => "编号",
            Reason::Document => "文号或标准号",
            Reason::Base => "计算口径",
            Reason::Tax => "税率",
            Reason::Definition => "对象限定",
            Reason::ListMark => "条目序号",
            Reason::NoUnit => "数字后没有单位",
        }
    }

    pub(super) fn tag(self) -> u32 {
        self as u32
    }

    pub(super) fn from_tag(tag: u32) -> Reason {
        Self::ALL
            .into_iter()
            .find(|reason| reason.tag() == tag)
            .unwrap_or_default()
    }
}

/// A number that is not a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The number with what makes it something else.
    pub range: TextRange,
    /// Why.
    pub reason: Reason,
}

/// The numbers of a passage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quantities {
    /// Numbers that measure something, in the order of the text.
    pub found: Vec<Quantity>,
    /// Numbers that are something else, in the order of the text.
    pub set_aside: Vec<SetAside>,
}

impl Quantities {
    /// The quantities that make the passage quantified.
    pub fn targets(&self) -> impl Iterator<Item = &Quantity> {
        self.found.iter().filter(|quantity| quantity.is_target())
    }

    /// Whether the passage states a target.
    pub fn is_quantified(&self) -> bool {
        self.targets().next().is_some()
    }
}
