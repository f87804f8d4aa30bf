//! The keyword that was probably meant.

use super::keyword::{KEYWORDS, Keyword, Opens};

/// A guess at what a word at the beginning of an item or a clause was to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    /// A keyword with a slip of the pen.
    Misspelled(&'static str),
    /// A keyword without the blank that must follow it.
    Glued(&'static str),
}

/// The keyword nearest to `word` among those that begin what `opens` says.
pub(super) fn guess(word: &str, opens: Opens) -> Option<Guess> {
    let candidates = || {
        KEYWORDS
            .iter()
            .filter(move |keyword| keyword.opens == opens)
    };
    let glued = candidates()
        .filter(|keyword| keyword.zh.chars().count() > 1)
        .find(|keyword| word.starts_with(keyword.zh));
    if let Some(keyword) = glued {
        return Some(Guess::Glued(keyword.zh));
    }
    candidates()
        .flat_map(|keyword: &Keyword| [keyword.en, keyword.zh])
        .filter_map(|spelling| {
            let distance = distance(word, spelling);
            let allowed = match spelling.chars().count() {
                0 | 1 => 0,
                2..=4 => 1,
                _ => 2,
            };
            (distance <= allowed).then_some((distance, spelling))
        })
        .min()
        .map(|(_, spelling)| Guess::Misspelled(spelling))
}

/// How many characters must be changed, added, removed or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(24).collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut best = (get(&row, j) + usize::from(ca != cb))
                .min(get(&row, j + 1) + 1)
                .min(get(&next, j) + 1);
            let swapped = j > 0 && i > 0 && a.get(i - 1) == Some(cb) && b.get(j - 1) == Some(ca);
            if swapped {
                best = best.min(get(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised() {
        assert_eq!(
            guess("requir", Opens::Clause),
            Some(Guess::Misspelled("require"))
        );
        assert_eq!(guess("rlue", Opens::Item), Some(Guess::Misspelled("rule")));
        assert_eq!(guess("要求总额", Opens::Clause), Some(Guess::Glued("要求")));
        assert_eq!(guess("总额", Opens::Clause), None);
    }
}
