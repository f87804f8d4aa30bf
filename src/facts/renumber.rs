//! How the number of a list item is written when it becomes another one.

use super::numeral::{digit_at, digit_of, ordinal_number, scale_of};

/// The number as it was written, with another value: `（三）` becomes `（二）`, `③` becomes `②`, `03`
/// becomes `02`; `None` for a number beyond those that the kind of sign has, or one that is not
/// understood.
///
/// # Examples
///
/// ```
/// use jixiao::facts::renumbered;
/// assert_eq!(renumbered("（十二）", 21).as_deref(), Some("（二十一）"));
/// assert_eq!(renumbered("甲", 1), None);
/// ```
pub fn renumbered(written: &str, number: u32) -> Option<String> {
    let start = written.find(is_numeral)?;
    let rest = written.get(start..)?;
    let end = rest.find(|c| !is_numeral(c)).unwrap_or(rest.len());
    let (core, behind) = rest.split_at_checked(end)?;
    // A hundred and more is beyond the ordinals that lists have.
    let goes_on = |c: char| is_numeral(c) || scale_of(c).is_some();
    if behind.contains(goes_on) {
        return None;
    }
    let new = rewritten(core, number)?;
    Some(format!("{}{new}{behind}", written.get(..start)?))
}

/// The signs of each kind: the first one, and how many there are.
const SIGNS: [(char, u32); 6] = [
    ('①', 20),
    ('⑴', 20),
    ('⒈', 20),
    ('❶', 10),
    ('㈠', 10),
    ('Ⅰ', 12),
];

fn is_numeral(c: char) -> bool {
    let digit = c.is_ascii_digit() || ('０'..='９').contains(&c);
    digit || digit_of(c).is_some() || scale_of(c) == Some(10) || sign(c).is_some()
}

/// The kind that a sign is of.
fn sign(c: char) -> Option<(char, u32)> {
    let of = |(first, count): &(char, u32)| {
        u32::from(c)
            .checked_sub(u32::from(*first))
            .is_some_and(|at| at < *count)
    };
    SIGNS.iter().copied().find(of)
}

fn rewritten(core: &str, number: u32) -> Option<String> {
    let mut chars = core.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && let Some((first, count)) = sign(c)
    {
        let within = (1..=count).contains(&number);
        let code = u32::from(first).checked_add(number)?.checked_sub(1)?;
        return char::from_u32(code).filter(|_| within).map(String::from);
    }
    let all = |is: fn(&char) -> bool| core.chars().all(|c| is(&c));
    if all(char::is_ascii_digit) {
        let padded = core.starts_with('0');
        let width = if padded { core.len() } else { 1 };
        return Some(format!("{number:0width$}"));
    }
    if core
        .chars()
        .all(|c| digit_at(c.to_string().as_bytes(), 0).is_some())
    {
        let wide = |c: char| char::from_u32(u32::from(c).checked_add(0xFEE0)?);
        return number.to_string().chars().map(wide).collect();
    }
    ordinal_number(core)?;
    chinese(number)
}

/// A Chinese ordinal from 一 to 九十九.
fn chinese(number: u32) -> Option<String> {
    let digit = |at: u32| {
        "一二三四五六七八九"
            .chars()
            .nth(at.checked_sub(1)? as usize)
    };
    if !(1..=99).contains(&number) {
        return None;
    }
    let mut text = String::new();
    let (tens, ones) = (number / 10, number % 10);
    if tens > 1 {
        text.push(digit(tens)?);
    }
    if tens > 0 {
        text.push('十');
    }
    text.extend(digit(ones));
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_kind() {
        for (written, number, expected) in [
            ("8", 3, "3"),
            ("８", 12, "１２"),
            ("03.", 12, "12."),
            ("09", 2, "02"),
            ("③", 2, "②"),
            ("（三）", 10, "（十）"),
            ("十一、", 20, "二十、"),
            ("㈠", 10, "㈩"),
            ("第二十三条", 99, "第九十九条"),
        ] {
            assert_eq!(renumbered(written, number).as_deref(), Some(expected));
        }
        for (written, number) in [("⑳", 21), ("一", 100), ("", 1), ("1.2", 3), ("一百", 3)] {
            assert_eq!(renumbered(written, number), None, "{written}");
        }
    }

    #[test]
    fn every_ordinal_reads_back() {
        for number in 1..=99 {
            assert_eq!(ordinal_number(&chinese(number).unwrap()), Some(number));
        }
    }
}
