//! Units of numbers and the families inside which they convert.
//!
//! Amounts of money convert (1 万元 = 10000 元), percentages and per mille convert, counted things
//! do not: 次 and 人次 stay apart. The table holds the units that rules and forms may name; units
//! found in running text are facts and stay words.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A unit: an index into the table of units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Unit(u8);

/// What a unit measures; only units of one family can be added and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// A bare number.
    Plain,
    /// Money; the base is 元.
    Money,
    /// A share; the base is 1.
    Share,
    /// A calendar year.
    Year,
    /// A counted thing, each unit its own family.
    Count(u8),
}

/// A row of the table.
struct Row {
    name: &'static str,
    family: Option<Family>,
    /// How many of the family's base one of it is, as mantissa and power of ten.
    factor: (i64, i32),
}

const fn row(name: &'static str, family: Family, mantissa: i64, power: i32) -> Row {
    Row {
        name,
        family: Some(family),
        factor: (mantissa, power),
    }
}

const fn count(name: &'static str) -> Row {
    Row {
        name,
        family: None,
        factor: (1, 0),
    }
}

/// All units; the first one is “no unit”.
const UNITS: &[Row] = &[
    row("", Family::Plain, 1, 0),
    row("元", Family::Money, 1, 0),
    row("千元", Family::Money, 1, 3),
    row("万元", Family::Money, 1, 4),
    row("百万元", Family::Money, 1, 6),
    row("亿元", Family::Money, 1, 8),
    row("%", Family::Share, 1, -2),
    row("‰", Family::Share, 1, -3),
    row("年", Family::Year, 1, 0),
    count("分"),
    count("字"),
    count("个"),
    count("项"),
    count("条"),
    count("次"),
    count("人次"),
    count("人"),
    count("场"),
    count("户"),
    count("天"),
    count("个月"),
    count("处"),
    count("家"),
    count("套"),
    count("件"),
    count("册"),
    count("平方米"),
    count("公里"),
];

impl Unit {
    /// No unit.
    pub const NONE: Unit = Unit(0);
    /// 元
    pub const YUAN: Unit = Unit(1);
    /// 万元
    pub const TEN_THOUSAND_YUAN: Unit = Unit(3);
    /// %
    pub const PERCENT: Unit = Unit(6);
    /// 年
    pub const YEAR: Unit = Unit(8);
    /// 分
    pub const POINTS: Unit = Unit(9);

    /// The unit of this name; `％` is `%`.
    pub fn named(name: &str) -> Option<Unit> {
        let name = if name == "％" { "%" } else { name };
        let index = UNITS.iter().position(|row| row.name == name)?;
        u8::try_from(index).ok().map(Unit)
    }

    /// The names of all units, for suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        UNITS
            .iter()
            .map(|row| row.name)
            .filter(|name| !name.is_empty())
    }

    fn row(self) -> &'static Row {
        static NONE: Row = row("", Family::Plain, 1, 0);
        UNITS.get(usize::from(self.0)).unwrap_or(&NONE)
    }

    /// Its name; empty for no unit.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What it measures.
    pub fn family(self) -> Family {
        self.row().family.unwrap_or(Family::Count(self.0))
    }

    /// `value` of this unit in units of `to`, exactly; `None` when the families differ or the
    /// result has more digits than a decimal holds.
    pub fn convert(self, value: Decimal, to: Unit) -> Option<Decimal> {
        if self == to {
            return Some(value);
        }
        if self.family() != to.family() {
            return None;
        }
        let power = self.row().factor.1 - to.row().factor.1;
        let ten = Decimal::from(10u64.checked_pow(power.unsigned_abs())?);
        if power >= 0 {
            value.checked_mul(ten)
        } else {
            value.checked_div(ten)
        }
    }
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_converts_and_counts_do_not() {
        let yuan = Unit::named("元").unwrap();
        let wan = Unit::named("万元").unwrap();
        assert_eq!(
            wan.convert(Decimal::new(15, 1), yuan),
            Some(Decimal::from(15000))
        );
        assert_eq!(
            yuan.convert(Decimal::from(1), wan),
            Some(Decimal::new(1, 4))
        );
        assert_eq!(Unit::POINTS.name(), "分");
        let times = Unit::named("次").unwrap();
        let visits = Unit::named("人次").unwrap();
        assert_eq!(times.convert(Decimal::ONE, visits), None);
    }
}
