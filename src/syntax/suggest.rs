//! The keyword that was probably meant.

use crate::diag::distance;

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
