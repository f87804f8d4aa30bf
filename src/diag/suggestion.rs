//! What may be changed in a text to mend what a message is about.

use crate::source::{Span, TextRange};

/// A word that was probably meant in place of the one that stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The place that holds the wrong word, perhaps among others or between quotes.
    pub span: Span,
    /// The wrong word.
    pub from: String,
    /// The right one.
    pub to: String,
}

impl Suggestion {
    /// The range of the wrong word in the text of the source; `None` when it is not there exactly
    /// once, so that nobody can tell what to replace.
    pub fn range(&self, text: &str) -> Option<TextRange> {
        let mut found = self.span.range.slice(text).match_indices(&self.from);
        let (at, word) = found.next().filter(|_| !self.from.is_empty())?;
        let alone = found.next().is_none();
        let start = self.span.range.start as usize + at;
        alone.then(|| TextRange::of(start..start + word.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn the_word_is_found_between_quotes_and_not_guessed() {
        let text = "on = \"基本支岀\" # 基本支岀";
        let suggestion = |end: u32| Suggestion {
            span: Span::new(SourceId(0), TextRange::new(5, end)),
            from: "基本支岀".into(),
            to: "基本支出".into(),
        };
        assert_eq!(suggestion(19).range(text), Some(TextRange::new(6, 18)));
        assert_eq!(suggestion(40).range(text), None);
        assert_eq!(suggestion(8).range(text), None);
    }
}
