//! The keyword that was probably meant.

use crate::diag::distance;

use super::keyword::{self, KEYWORDS, Keyword, Opens};

/// A guess at what a word at the beginning of an item or a clause was to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    /// A keyword with a slip of the pen.
    Misspelled(&'static str),
    /// A keyword without the blank that must follow it.
    Glued(&'static str),
    /// The keyword for what the word says in everyday language.
    Meant(&'static Keyword),
}

/// Words of everyday language at the beginning of a clause, and the keywords for them.
const EVERYDAY: &[(&str, &Keyword)] = &[
    ("必须", &keyword::REQUIRE),
    ("应当", &keyword::REQUIRE),
    ("应该", &keyword::REQUIRE),
    ("需要", &keyword::REQUIRE),
    ("assert", &keyword::REQUIRE),
    ("check", &keyword::REQUIRE),
    ("must", &keyword::REQUIRE),
    ("不得", &keyword::FORBID),
    ("不能", &keyword::FORBID),
    ("不应", &keyword::FORBID),
    ("不许", &keyword::FORBID),
    ("deny", &keyword::FORBID),
    ("如果", &keyword::WHEN),
    ("若", &keyword::WHEN),
    ("if", &keyword::WHEN),
    ("对每", &keyword::FOR),
    ("逐", &keyword::FOR),
    ("遍历", &keyword::FOR),
    ("foreach", &keyword::FOR),
    ("提示语", &keyword::MESSAGE),
    ("信息", &keyword::MESSAGE),
    ("msg", &keyword::MESSAGE),
    ("text", &keyword::MESSAGE),
    ("改法", &keyword::HELP),
    ("修改", &keyword::HELP),
    ("advice", &keyword::HELP),
    ("hint", &keyword::HELP),
    ("提示", &keyword::HELP),
    ("来源", &keyword::BASIS),
    ("根据", &keyword::BASIS),
    ("按照", &keyword::BASIS),
    ("source", &keyword::BASIS),
    ("等级", &keyword::SEVERITY),
    ("严重", &keyword::SEVERITY),
    ("level", &keyword::SEVERITY),
    ("必改", &keyword::SEVERITY),
    ("应改", &keyword::SEVERITY),
    ("error", &keyword::SEVERITY),
    ("warning", &keyword::SEVERITY),
    ("范围", &keyword::ON),
    ("表", &keyword::ON),
    ("form", &keyword::ON),
    ("设", &keyword::LET),
    ("var", &keyword::LET),
    ("const", &keyword::LET),
    ("例", &keyword::EXAMPLE),
    ("举例", &keyword::EXAMPLE),
    ("test", &keyword::EXAMPLE),
    ("位置", &keyword::AT),
];

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
    let slip = slip(word, candidates());
    let meant = || {
        // Chinese words are not divided by blanks: `如果年度大于2020`.
        let begins = |it: &&(&str, &Keyword)| match it.0.is_ascii() {
            true => word == it.0,
            false => word.starts_with(it.0),
        };
        let found = EVERYDAY
            .iter()
            .filter(|_| opens == Opens::Clause)
            .find(begins);
        found.map(|(_, keyword)| Guess::Meant(keyword))
    };
    slip.or_else(meant)
}

/// The keyword of which `word` is a misspelling.
fn slip<'k>(word: &str, candidates: impl Iterator<Item = &'k Keyword>) -> Option<Guess> {
    candidates
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
