//! Finds the numbers of a passage and decides of each what it is.
//!
//! One walk over the bytes: only at a digit, a Chinese numeral or one of a few trigger words is
//! anything looked at more closely, and then only a bounded stretch around it.

use rust_decimal::Decimal;

use crate::source::TextRange;

use super::context::{self, is_boundary};
use super::figure::{self, Figure, char_at, char_before, range_sign, skip_blanks};
use super::guard::{self, Aside};
use super::lexicon::{Lexicon, after_tag, role_tag};
use super::numeral::{arabic_number, digit_at, is_chinese_numeral};
use super::quantity::{Comparator, Grade, Quantities, Quantity, Reason, Role, SetAside};
use super::totals;
use super::unit::{self, UnitText};

/// Reads the numbers of a passage.
pub fn quantities(text: &str, lexicon: &Lexicon) -> Quantities {
    let mut scanner = Scanner {
        text,
        lexicon,
        out: Quantities::default(),
        quote: None,
        every: None,
        from: None,
        far: 0,
    };
    scanner.run();
    totals::bind(text, lexicon, &mut scanner.out);
    scanner.out
}

struct Scanner<'t> {
    text: &'t str,
    lexicon: &'t Lexicon,
    out: Quantities,
    /// The opening quotation mark that is not closed yet, and the mark that closes it.
    quote: Option<(usize, char)>,
    /// The last 每-phrase of the clause.
    every: Option<(usize, usize)>,
    /// The last 由 or 从 of the clause that no number followed yet.
    from: Option<usize>,
    /// Roles that reach to the next numbers of the clause.
    far: u32,
}

impl Scanner<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at = match byte {
                b'0'..=b'9' => self.number(at),
                b',' | b';' | b':' | b'!' | b'?' | b'\n' => {
                    self.end_clause();
                    at.saturating_add(1)
                }
                0..=0x7F => at.saturating_add(1),
                0xC0..=0xDF => at.saturating_add(2),
                0xF0.. => at.saturating_add(4),
                _ => self.wide(at),
            };
        }
    }

    fn end_clause(&mut self) {
        self.every = None;
        self.from = None;
        self.far = 0;
    }

    /// Looks at a character of three bytes.
    fn wide(&mut self, at: usize) -> usize {
        let next = at.saturating_add(3);
        let Some(c) = char_at(self.text, at) else {
            return at.saturating_add(1);
        };
        match c {
            '“' => self.open(at, '”'),
            '「' => self.open(at, '」'),
            '《' => self.open(at, '》'),
            '”' | '」' | '》' => self.quote = None,
            '，' | '：' | '；' | '。' | '！' | '？' => self.end_clause(),
            '每' => {
                let end = every_end(self.text, next, self.lexicon);
                self.every = Some((at, end));
            }
            '０'..='９' => return self.number(at),
            c if c < '\u{4e00}' => {
                if c == '〇' {
                    return self.number(at);
                }
            }
            c if is_chinese_numeral(c) => return self.number(at),
            _ => {
                if let Some(hit) = self.lexicon.triggers.longest(self.text, at) {
                    if hit.tag & role_tag::FROM != 0 {
                        self.from = Some(hit.end);
                    }
                    self.far |= hit.tag & (role_tag::BASE | role_tag::SCOPE);
                    return hit.end;
                }
            }
        }
        next
    }

    fn open(&mut self, at: usize, close: char) {
        if self.quote.is_none() {
            self.quote = Some((at, close));
        }
    }

    fn aside(&mut self, start: usize, aside: Aside) -> usize {
        self.out.set_aside.push(SetAside {
            range: TextRange::of(start..aside.end),
            reason: aside.reason,
        });
        aside.end
    }

    fn put_aside(&mut self, start: usize, end: usize, reason: Reason) -> usize {
        self.aside(start, Aside { end, reason })
    }

    /// Reads the number at `at`; gives the offset to go on from, always behind `at`.
    fn number(&mut self, at: usize) -> usize {
        let one = char_at(self.text, at).map_or(1, char::len_utf8);
        let past = at.saturating_add(one);
        if let Some(end) = self.quoted(at) {
            return end.max(past);
        }
        if let Some((start, aside)) = self.name(at) {
            return self.aside(start, aside).max(past);
        }
        let (text, lexicon) = (self.text, self.lexicon);
        let is_unit = |at| lexicon.unit_words.longest(text, at).is_some();
        let Some(figure) = figure::read(text, at, is_unit) else {
            return past;
        };
        let Some(value) = figure.value else {
            return self.put_aside(at, figure.end, Reason::Identifier).max(past);
        };
        if let Some(end) = self.special(&figure) {
            return end.max(past);
        }
        self.measure(figure, value).max(past)
    }

    /// A number inside quotation marks is part of a name, unless it is a value such as “≥95%”.
    fn quoted(&mut self, at: usize) -> Option<usize> {
        let (open, close) = self.quote?;
        let rest = self.text.get(at..)?;
        let (len, _) = rest.char_indices().take(60).find(|(_, c)| *c == close)?;
        let end = at.checked_add(len)?.checked_add(close.len_utf8())?;
        let inside = self.text.get(open..end)?;
        if inside.contains(['≥', '≤', '%', '％', '=']) && close != '》' {
            return None;
        }
        self.quote = None;
        let words = inside.contains(|c: char| c.is_alphabetic() && !is_chinese_numeral(c));
        let reason = if words { Reason::Name } else { Reason::Slogan };
        Some(self.put_aside(open, end, reason))
    }

    /// A known name with this number in it.
    fn name(&self, at: usize) -> Option<(usize, Aside)> {
        let (text, bytes) = (self.text, self.text.as_bytes());
        let hit = self.lexicon.names.all(text, at).find(|hit| {
            let digit = digit_at(bytes, hit.end.saturating_sub(1)).is_some();
            let longer = digit_at(bytes, hit.end).is_some()
                || (bytes.get(hit.end) == Some(&b'.')
                    && digit_at(bytes, hit.end.saturating_add(1)).is_some());
            !(digit && (longer || self.counts(hit.end)))
        })?;
        let reason = Reason::from_tag(hit.tag);
        let passage = hit.start == 0 && hit.end == text.len();
        if matches!(reason, Reason::Slogan | Reason::Name | Reason::Hotline) && hit.start == at {
            let before = context::before(text, at, None, self.lexicon);
            let words = reason != Reason::Hotline && before.comparator == Comparator::Eq;
            if passage || (before.comparator != Comparator::None && !words) {
                return None;
            }
        }
        Some((
            hit.start,
            Aside {
                end: hit.end,
                reason,
            },
        ))
    }

    /// Whether a unit or a multiplier follows, so that 120人 is not the number of a hotline.
    fn counts(&self, at: usize) -> bool {
        let next = skip_blanks(self.text, at, 1);
        char_at(self.text, next).is_some_and(|c| matches!(c, '万' | '亿' | '余' | '多'))
            || (self.lexicon.unit_words.longest(self.text, next).is_some()
                && self.lexicon.guard_after.longest(self.text, next).is_none())
    }

    /// Numbers whose shape or neighbours make them something else. Gives the offset to go on from.
    fn special(&mut self, figure: &Figure) -> Option<usize> {
        let (text, lexicon, start) = (self.text, self.lexicon, figure.start);
        if !figure.chinese {
            if let Some(aside) = guard::code(text, start, lexicon) {
                return Some(self.aside(start, aside));
            }
            if let Some(aside) = guard::document(text, start) {
                return Some(self.aside(start.saturating_sub(3), aside));
            }
        }
        if let Some(hit) = lexicon.guard_before.longest_before(text, start)
            && let Some(end) = self.guarded(figure, Reason::from_tag(hit.tag))
        {
            return Some(self.put_aside(hit.start, end, Reason::from_tag(hit.tag)));
        }
        if let Some(aside) = guard::date(text, figure) {
            return Some(self.aside(start, aside));
        }
        if let Some(aside) = guard::list_mark(text, figure, lexicon) {
            return Some(self.aside(start, aside));
        }
        if figure.chinese {
            return None;
        }
        if let Some(aside) = guard::numbered_list(text, figure, lexicon) {
            return Some(self.aside(start, aside));
        }
        match char_at(text, figure.end) {
            // 1+6+N, 7×24小时, 5-8-3.
            Some('+' | '＋')
                if char_at(text, figure.end.saturating_add(1))
                    .is_some_and(char::is_alphanumeric)
                    && char_at(text, figure.end.saturating_add(1))
                        .is_some_and(|c| c.is_ascii()) =>
            {
                Some(self.put_aside(start, guard::code_end(text, figure.end), Reason::Name))
            }
            Some('×' | '*' | '✕') => {
                let next = skip_blanks(text, figure.end.saturating_add(1), 2);
                let end = arabic_number(text, next).map_or(figure.end, |number| number.end);
                Some(self.put_aside(start, end, Reason::Name))
            }
            Some(c)
                if c.is_ascii_alphabetic() && unit::read(text, figure.end, lexicon).is_none() =>
            {
                Some(self.put_aside(start, guard::code_end(text, figure.end), Reason::Class))
            }
            Some('-') if figure.high.is_some() => {
                Some(self.put_aside(start, guard::code_end(text, figure.end), Reason::Identifier))
            }
            _ => None,
        }
    }

    /// Whether the word before the number makes it no target; gives the end of the expression.
    fn guarded(&mut self, figure: &Figure, reason: Reason) -> Option<usize> {
        let (text, lexicon) = (self.text, self.lexicon);
        let unit = unit::read(text, figure.end, lexicon);
        let unit_text = unit
            .and_then(|unit| text.get(unit.start..unit.end))
            .unwrap_or_default();
        let end = unit.map_or(figure.end, |unit| unit.behind);
        match reason {
            Reason::Ordinal => Some(if figure.chinese || unit.is_none() {
                figure.end
            } else {
                end
            }),
            Reason::Base => {
                let end = unit.map_or_else(
                    || {
                        lexicon
                            .periods
                            .longest(text, figure.end)
                            .map_or(figure.end, |hit| hit.end)
                    },
                    |unit| unit.behind,
                );
                self.every = Some((figure.start.saturating_sub(3), end));
                Some(end)
            }
            Reason::Rank => {
                let ranks = matches!(unit_text, "名" | "位" | "%" | "强") || unit.is_none();
                let period = unit.is_some_and(|u| lexicon.unit_family(u.id) == "time");
                (ranks || period).then_some(end)
            }
            Reason::Period => {
                let period = unit.is_some_and(|u| lexicon.unit_family(u.id) == "time");
                let long = !matches!(unit_text, "小时" | "个小时" | "分钟" | "秒");
                (period && long).then_some(end)
            }
            Reason::Identifier => {
                let number = unit.is_none() && !figure.scaled && figure.places == 0;
                number.then_some(figure.end)
            }
            Reason::Tax => Some(end),
            _ => Some(end),
        }
    }

    /// Reads unit, comparing words, period and role, and keeps the quantity or sets it aside.
    fn measure(&mut self, figure: Figure, value: Decimal) -> usize {
        let (text, lexicon) = (self.text, self.lexicon);
        let mut figure = figure;
        let mut unit = unit::read(text, figure.end, lexicon);
        // 100+个
        let plus = matches!(char_at(text, figure.end), Some('+' | '＋'));
        if plus && unit.is_none() {
            let sign = char_at(text, figure.end).map_or(0, char::len_utf8);
            unit = unit::read(text, figure.end.saturating_add(sign), lexicon);
        }
        let per_base = per_base(text, figure.end);
        if let Some(end) = self.guarded_behind(&figure, unit.as_ref()) {
            return end;
        }
        let mut value = value;
        // 90%-95%, 5万元至8万元: the second end after the unit of the first.
        if figure.high.is_none()
            && let Some(first) = unit
            && let Some(next) = range_sign(text, first.behind)
            && let Some(second) = figure::read(text, next, |at| {
                lexicon.unit_words.longest(text, at).is_some()
            })
            && second.high.is_none()
            && let Some(last) = unit::read(text, second.end, lexicon)
            && last.id == first.id
            && second.value.is_some_and(|high| high >= value)
            && self.from.is_none()
        {
            figure.high = second.value;
            figure.end = second.end;
            unit = Some(last);
        }
        // 九成 = 90 %, 九成五 = 95 %.
        let tenths = unit.filter(|unit| text.get(unit.start..unit.end) == Some("成"));
        if tenths.is_some() {
            value = value.checked_mul(Decimal::TEN).unwrap_or(value);
            figure.high = figure.high.and_then(|high| high.checked_mul(Decimal::TEN));
        }
        if figure.high.is_some_and(|high| high < value) {
            let end = guard::code_end(text, figure.end);
            return self.put_aside(figure.start, end.max(figure.end), Reason::Identifier);
        }
        let behind = unit.map_or(per_base.unwrap_or(figure.end), |unit| unit.behind);
        let family = unit.map_or("", |unit| lexicon.unit_family(unit.id));
        let before = context::before(text, figure.start, self.every, lexicon);
        let after = context::after(text, behind, family, lexicon);
        let end = after.map_or(behind, |hit| hit.end);
        let after_comparator = match after {
            None if plus && unit.is_some() => Some(Comparator::Gt),
            hit => hit.map(|hit| Comparator::from_tag(hit.tag)),
        };
        let mut comparator = context::joined(before.comparator, after_comparator);
        if comparator == Comparator::None && before.copula && is_boundary(self.next_word(end)) {
            comparator = Comparator::Eq;
        }
        let bare = Bare {
            figure: &figure,
            unit: unit.as_ref(),
            comparator,
            end,
        };
        if let Some(reason) = self.rejects(&bare) {
            if figure.chinese && reason == Reason::NoUnit {
                return figure.end;
            }
            return self.put_aside(figure.start, figure.end, reason);
        }
        if let Some(end) = self.defines(&figure, unit.as_ref(), after.is_some(), end) {
            return self.put_aside(before.start, end, Reason::Definition);
        }
        let role = self.role(before.start, end);
        let approximate = before.approximate
            || figure.open
            || matches!(after_comparator, Some(Comparator::About));
        if figure.open && matches!(comparator, Comparator::None | Comparator::Eq) {
            comparator = Comparator::About;
        }
        if figure.high.is_some() && !matches!(comparator, Comparator::About) {
            comparator = Comparator::Range;
        }
        let per = self.per(before.start, figure.start);
        let quantity = Quantity {
            range: TextRange::of(before.start..end),
            number: TextRange::of(figure.start..figure.end),
            comparator,
            value,
            high: figure.high,
            unit: match per_base {
                Some(end) if unit.is_none() => TextRange::of(figure.end..end),
                _ => unit_range(&figure, unit.as_ref()),
            },
            unit_id: figure
                .fraction
                .map_or(unit.map(|unit| unit.id), |(_, _, sign)| lexicon.unit(sign)),
            under: unit.map_or(TextRange::empty(0), |unit| {
                TextRange::of(unit.under..unit.end)
            }),
            per,
            approximate,
            places: figure.places,
            role,
            grade: grade(comparator, role),
        };
        self.push(quantity);
        end
    }

    fn next_word(&self, at: usize) -> Option<char> {
        char_at(self.text, skip_blanks(self.text, at, 3))
    }

    /// Sets a number aside for the word behind it: 号楼, 周年, 届.
    fn guarded_behind(&mut self, figure: &Figure, unit: Option<&UnitText>) -> Option<usize> {
        let at = skip_blanks(self.text, figure.end, 1);
        let hit = self.lexicon.guard_after.longest(self.text, at)?;
        let reason = Reason::from_tag(hit.tag);
        if let Some(unit) = unit {
            let (guard, unit) = (
                hit.end.saturating_sub(hit.start),
                unit.end.saturating_sub(unit.start),
            );
            let loose = matches!(reason, Reason::Structure | Reason::Name | Reason::Class);
            if unit > guard || (unit == guard && loose && !figure.chinese) {
                return None;
            }
        }
        if figure.scaled && reason != Reason::Anniversary
            || figure.places > 0 && reason == Reason::Structure
        {
            return None;
        }
        if figure.chinese && reason == Reason::Structure && hit.end.saturating_sub(hit.start) <= 3 {
            // 三大, 五化: an everyday word, not worth a note.
            return Some(self.put_aside(figure.start, hit.end, Reason::Structure));
        }
        Some(self.put_aside(figure.start, hit.end, reason))
    }

    /// Why a number without unit, or with a doubtful one, is no quantity.
    fn rejects(&self, bare: &Bare<'_>) -> Option<Reason> {
        let (figure, text) = (bare.figure, self.text);
        let firm = !matches!(bare.comparator, Comparator::None | Comparator::About);
        if figure.fraction.is_some() || figure.ratio {
            return None;
        }
        let Some(unit) = bare.unit else {
            return self.rejects_bare(bare, firm);
        };
        let family = self.lexicon.unit_family(unit.id);
        let word = text.get(unit.start..unit.end).unwrap_or_default();
        if figure.chinese {
            if scale_only(text, figure) && bare.comparator == Comparator::None && !figure.open {
                return Some(Reason::NoUnit);
            }
            if bare.comparator == Comparator::None
                && figure.high.is_none()
                && self.lexicon.weak_units.iter().any(|weak| weak == word)
            {
                return Some(Reason::NoUnit);
            }
            if repeats(text, figure, unit) {
                return Some(Reason::Slogan);
            }
        }
        let next = self.next_word(unit.behind);
        if word == "年" && bare.comparator == Comparator::None && !is_boundary(next) {
            return Some(Reason::Period);
        }
        if word == "日" && bare.comparator == Comparator::None {
            return Some(Reason::Date);
        }
        if family == "time" && self.circle(unit.behind) {
            return Some(Reason::Name);
        }
        None
    }

    fn rejects_bare(&self, bare: &Bare<'_>, firm: bool) -> Option<Reason> {
        let (figure, text) = (bare.figure, self.text);
        let next = self.next_word(figure.end);
        if figure.chinese {
            let zero = figure.value.is_some_and(|value| value.is_zero());
            let strong = firm && (bare.comparator != Comparator::Eq || zero);
            return (!strong || !is_boundary(next)).then_some(Reason::NoUnit);
        }
        let plain = !figure.scaled && figure.places == 0 && !figure.open;
        let digits = figure.end.saturating_sub(figure.start);
        if figure.padded || (plain && figure.whole >= 7 && digits == figure.whole as usize && !firm)
        {
            return Some(Reason::Identifier);
        }
        if plain
            && !firm
            && guard::is_year(figure.value)
            && (figure.high.is_none() || guard::is_year(figure.high))
        {
            return Some(Reason::Period);
        }
        if matches!(
            (char_before(text, figure.start), next),
            (Some('—' | ' ' | '-'), Some('—' | '-'))
        ) {
            return Some(Reason::Identifier);
        }
        if firm || bare.comparator == Comparator::About || figure.open || figure.scaled {
            return None;
        }
        (!is_boundary(next) || next == Some('、')).then_some(Reason::NoUnit)
    }

    /// Whether the quantity only says which things are meant; gives the end of it.
    fn defines(
        &self,
        figure: &Figure,
        unit: Option<&UnitText>,
        compared: bool,
        end: usize,
    ) -> Option<usize> {
        let (text, lexicon) = (self.text, self.lexicon);
        let unit = unit?;
        if lexicon.unit_family(unit.id) == "age" {
            let head = text.get(..figure.start)?;
            let life = head.chars().rev().take(14).any(|c| c == '寿');
            return (!life).then_some(end);
        }
        if !compared {
            return None;
        }
        let next = skip_blanks(text, end, 1);
        // 开展12场以上的讲座 is a target, 10万元以上的村 is not.
        let verb = lexicon
            .verbs_before
            .longest_before(text, figure.start)
            .is_some();
        if char_at(text, next) == Some('的') && !verb {
            return (!is_boundary(char_at(text, next.saturating_add(3)))).then_some(end);
        }
        // 30秒内出动率, 65岁以上老年人健康管理率.
        let mut at = next;
        for _ in 0..12 {
            let c = char_at(text, at)?;
            if is_boundary(Some(c)) || c.is_ascii_digit() {
                return None;
            }
            if let Some(hit) = lexicon.after_quantity.longest(text, at) {
                if hit.tag & after_tag::RATE_TAIL != 0 {
                    return Some(end);
                }
                if hit.tag & after_tag::AGE_GROUP != 0
                    && at == next
                    && !verb
                    && lexicon.unit_family(unit.id) == "money"
                {
                    return Some(end);
                }
            }
            at = at.saturating_add(c.len_utf8());
        }
        None
    }

    /// Whether 生活圈 or the like follows within a few characters.
    fn circle(&self, at: usize) -> bool {
        let mut at = at;
        for _ in 0..8 {
            let Some(c) = char_at(self.text, at) else {
                return false;
            };
            if is_boundary(Some(c)) {
                return false;
            }
            if let Some(hit) = self.lexicon.after_quantity.longest(self.text, at)
                && hit.tag & after_tag::CIRCLE != 0
            {
                return true;
            }
            at = at.saturating_add(c.len_utf8());
        }
        false
    }

    fn role(&mut self, start: usize, end: usize) -> Role {
        let near = context::role_before(self.text, start, self.lexicon);
        let mut tag = near | self.far;
        self.far &= role_tag::SCOPE;
        if let Some(from) = self.from.take()
            && start.saturating_sub(from) <= 36
            && context::leads_to(self.text, end)
        {
            tag |= role_tag::BASE;
        }
        context::role_of(tag)
    }

    /// The period or base that the number is for.
    fn per(&self, start: usize, number: usize) -> Option<TextRange> {
        if let Some((from, to)) = self.every {
            return Some(TextRange::of(from..to));
        }
        let place = self.lexicon.per_words.longest_before(self.text, start);
        let hit = place.or_else(|| self.lexicon.per_words.longest_before(self.text, number))?;
        Some(TextRange::of(hit.start..hit.end))
    }

    /// Keeps a quantity; its comparing word may govern the list it stands in.
    fn push(&mut self, quantity: Quantity) {
        let mut quantity = quantity;
        if let Some(last) = self.out.found.last_mut() {
            let gap = TextRange::new(last.range.end, quantity.range.start).slice(self.text);
            let listed = matches!(gap.trim(), "、" | "，" | "," | "和" | "及" | "与");
            if listed
                && last.same_unit(&quantity, self.text)
                && gap.trim() != "，"
                && gap.trim() != ","
            {
                let lone = |c| matches!(c, Comparator::None | Comparator::Eq);
                if quantity.comparator == Comparator::None
                    && !matches!(
                        last.comparator,
                        Comparator::None | Comparator::Range | Comparator::About
                    )
                {
                    quantity.comparator = last.comparator;
                    quantity.grade = grade(quantity.comparator, quantity.role);
                } else if lone(last.comparator)
                    && matches!(quantity.comparator, Comparator::Ge | Comparator::Le)
                    && quantity.range.start == quantity.number.start
                {
                    last.comparator = quantity.comparator;
                    last.grade = grade(last.comparator, last.role);
                }
                if last.role != Role::Factor {
                    quantity.role = last.role;
                }
            }
            // 6场/个（2个社区馆）
            if matches!(gap, "（" | "(") && !last.under.is_empty() {
                quantity.role = Role::Factor;
            }
        }
        self.out.found.push(quantity);
    }
}

/// A number with what was found around it.
struct Bare<'f> {
    figure: &'f Figure,
    unit: Option<&'f UnitText>,
    comparator: Comparator,
    end: usize,
}

fn unit_range(figure: &Figure, unit: Option<&UnitText>) -> TextRange {
    match (figure.fraction, unit) {
        (Some((start, end, _)), _) => TextRange::of(start..end),
        (None, Some(unit)) => TextRange::of(unit.start..unit.end),
        (None, None) => TextRange::empty(crate::source::offset(figure.end)),
    }
}

fn grade(comparator: Comparator, role: Role) -> Grade {
    match (role, comparator) {
        (Role::Scope, _) => Grade::Weak,
        (_, Comparator::Ge | Comparator::Le | Comparator::Gt | Comparator::Lt) => Grade::Bound,
        (_, Comparator::Eq | Comparator::None) => Grade::Exact,
        (_, Comparator::Range) => Grade::Range,
        (_, Comparator::About) => Grade::Approximate,
    }
}

/// Whether the figure is only 百, 千 or 万 without a digit before it.
fn scale_only(text: &str, figure: &Figure) -> bool {
    char_at(text, figure.start).is_some_and(|c| matches!(c, '百' | '千' | '万' | '亿'))
}

/// 一户一档, 一人一策: the same small numeral again right behind a one-character unit.
fn repeats(text: &str, figure: &Figure, unit: &UnitText) -> bool {
    let first = char_at(text, figure.start);
    let next = char_at(text, unit.behind);
    let before = char_before(text, figure.start)
        .and_then(|c| char_before(text, figure.start.saturating_sub(c.len_utf8())));
    first == Some('一') && (next == first || before == first)
}

/// The end of a base such as /10万 that ends the figure at `at`.
fn per_base(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix('/')?;
    let base = ["10万", "百万", "十万", "万", "千", "百"]
        .into_iter()
        .find(|b| rest.starts_with(b))?;
    Some(at.saturating_add(1).saturating_add(base.len()))
}

/// The end of the 每-phrase whose first character 每 ends at `at`.
fn every_end(text: &str, at: usize, lexicon: &Lexicon) -> usize {
    let period = lexicon.periods.longest(text, at).map(|hit| hit.end);
    let unit = || lexicon.unit_words.longest(text, at).map(|hit| hit.end);
    period
        .or_else(unit)
        .unwrap_or_else(|| char_at(text, at).map_or(at, |c| at.saturating_add(c.len_utf8())))
}
