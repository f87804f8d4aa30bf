//! Whether a passage speaks of deliverables, of ways of working or of effects.
//!
//! Clauses are judged one by one from the words in them: an effect needs something outside the work
//! (a party with a state, or a noun that is a result by itself) and a direction or a value. Phrases
//! about the work itself (管理水平, 满意度调查) hide the words they contain.

use crate::source::TextRange;

use super::lexicon::{Lexicon, prose_tag as tag};
use super::quantity::Quantities;

/// What kind of target an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A deliverable, a quality, time or cost target, with or without a number.
    Output,
    /// Only ways of working.
    #[default]
    Process,
    /// Only effects.
    Effect,
    /// Effects beside other things.
    Mixed,
}

impl Kind {
    /// The short English key, as used in data.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Output => "output",
            Kind::Process => "process",
            Kind::Effect => "effect",
            Kind::Mixed => "mixed",
        }
    }
}

/// A clause that states an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffectClause {
    /// The clause.
    pub range: TextRange,
    /// Whether it has a number or a word that means all or none.
    pub measured: bool,
}

/// What a passage is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// Output, process, effect or a mix.
    pub kind: Kind,
    /// The clauses that state effects.
    pub effects: Vec<EffectClause>,
}

/// What the words of one clause say.
#[derive(Clone, Copy, Debug, Default)]
struct Clause {
    start: usize,
    end: usize,
    /// Tags of the words that no longer word hides.
    tags: u32,
    /// A direction that stands before an effect noun or state, or behind it.
    directed: bool,
    party: bool,
    /// A verb of making opens the clause.
    made: bool,
}

/// Judges the clauses of a passage.
pub fn prose(text: &str, quantities: &Quantities, lexicon: &Lexicon) -> Prose {
    let mut effects = Vec::new();
    let (mut output, mut process) = (false, false);
    let mut numbers = quantities.found.iter().peekable();
    for (start, end) in clauses(text) {
        let clause = read_clause(text, start, end, lexicon);
        let mut targets = 0_u32;
        while let Some(quantity) = numbers.next_if(|quantity| (quantity.number.start as usize) < end) {
            if quantity.is_target() {
                targets = targets.saturating_add(1);
            }
        }
        if is_effect(&clause, targets > 0) {
            let measured = targets > 0 || clause.tags & tag::ABSOLUTE != 0;
            effects.push(EffectClause { range: TextRange::of(start..end), measured });
            // 培训150人带动就业: a deliverable in the same clause.
            if clause.made && targets > 1 {
                output = true;
            }
        } else if targets > 0 || clause.made || clause.tags & tag::OUTPUT_NOUN != 0 {
            output = true;
        } else if clause.tags & (tag::PROCESS_VERB | tag::DIRECTION) != 0 {
            process = true;
        }
    }
    let kind = match (effects.is_empty(), output, process) {
        (true, true, _) => Kind::Output,
        (true, false, _) => Kind::Process,
        (false, false, false) => Kind::Effect,
        (false, _, _) => Kind::Mixed,
    };
    Prose { kind, effects }
}

/// The clauses of a text, split at commas and stops; 、 joins.
fn clauses(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    text.split_inclusive(|c| matches!(c, '，' | '；' | '。' | '！' | '？' | ';' | '\n' | '：'))
        .map(move |piece| {
            let start = at;
            at = at.saturating_add(piece.len());
            let trimmed = piece.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%');
            (start, start.saturating_add(trimmed.len()))
        })
        .filter(|(start, end)| end > start)
}

fn read_clause(text: &str, start: usize, end: usize, lexicon: &Lexicon) -> Clause {
    let mut clause = Clause { start, end, ..Clause::default() };
    let mut hidden = start;
    let mut first = true;
    for (offset, c) in text.get(start..end).unwrap_or_default().char_indices() {
        let at = start.saturating_add(offset);
        if c.is_ascii() {
            continue;
        }
        for hit in lexicon.prose.all(text, at) {
            if hit.end > end || hit.end <= hidden {
                continue;
            }
            let mut tags = hit.tag;
            if tags & tag::NOT_EFFECT != 0 {
                hidden = hit.end;
            } else if at < hidden {
                tags &= !(tag::EFFECT_NOUN | tag::STATE | tag::PARTY);
            }
            if first && tags & tag::OUTPUT_VERB != 0 {
                clause.made = true;
            }
            if tags & (tag::EFFECT_NOUN | tag::STATE) != 0 && hit.end > hidden {
                hidden = hit.end;
            }
            clause.party |= tags & tag::PARTY != 0;
            clause.directed |= tags & tag::DIRECTION != 0;
            clause.tags |= tags;
        }
        first = first && clause.tags & (tag::DIRECTION | tag::EFFECT_NOUN) == 0;
    }
    clause
}

fn is_effect(clause: &Clause, valued: bool) -> bool {
    let has = |bits: u32| clause.tags & bits != 0;
    if has(tag::EFFECT_PHRASE) {
        return true;
    }
    if has(tag::EFFECT_NOUN) && (clause.directed || valued) {
        return !clause.made || has(tag::EFFECT_TAIL) || clause.directed;
    }
    has(tag::STATE) && clause.party && clause.directed && !clause.made
}
