//! All facts of one passage at once.

use super::lexicon::Lexicon;
use super::prose::{Prose, prose};
use super::quantity::{Grade, Quantities};
use super::reference::{Ordinal, Reference, ordinals, references};
use super::scan::quantities;
use super::time::{Frequency, Year, frequencies, years};
use super::totals::{Subtotal, subtotals};
use super::wording::{BrokenEnd, Wording, broken_ends, grade, wordings};

/// What a passage says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Its numbers.
    pub quantities: Quantities,
    /// How firmly it states what shall be reached.
    pub grade: Grade,
    /// Whether it speaks of deliverables, ways of working or effects.
    pub prose: Prose,
    /// Totals and their parts.
    pub subtotals: Vec<Subtotal>,
    /// Frequencies without a number.
    pub frequencies: Vec<Frequency>,
    /// Calendar years.
    pub years: Vec<Year>,
    /// Ordinals and what they count.
    pub ordinals: Vec<Ordinal>,
    /// References to documents.
    pub references: Vec<Reference>,
    /// Vague words, open values and words for all.
    pub wordings: Vec<Wording>,
    /// Sentences that break off.
    pub broken_ends: Vec<BrokenEnd>,
}

/// Reads all facts of a passage.
pub fn digest(text: &str, lexicon: &Lexicon) -> Passage {
    let quantities = quantities(text, lexicon);
    let frequencies = frequencies(text, &quantities, lexicon);
    Passage {
        grade: grade(text, &quantities, &frequencies, lexicon),
        prose: prose(text, &quantities, lexicon),
        subtotals: subtotals(text, &quantities, lexicon),
        years: years(text),
        ordinals: ordinals(text, lexicon),
        references: references(text, lexicon),
        wordings: wordings(text, &quantities, lexicon),
        broken_ends: broken_ends(text, lexicon),
        frequencies,
        quantities,
    }
}
