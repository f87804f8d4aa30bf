//! Whether a passage speaks of deliverables, of ways of working or of effects.
//!
//! Clauses are judged one by one from the words in them: an effect needs something outside the work
//! (a party with a state, or a noun that is a result by itself) and a direction or a value. Phrases
//! about the work itself (管理水平, 满意度调查) hide the words they contain.

use std::ops::Range;

use crate::source::TextRange;

use super::lexicon::{Lexicon, prose_tag as tag};
use super::quantity::{Quantities, Quantity};

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
    /// Tags of all words that no longer word hides.
    tags: u32,
    /// Tags of the first verb.
    first_verb: u32,
    /// Whether a verb of making stands before the first noun of an effect.
    made: bool,
    /// End of the last noun of an effect before the first number.
    noun_end: Option<usize>,
    /// Whether it only gives a premise (通过…, …后).
    preamble: bool,
    /// Whether a verb of work governs a number of times: 组织传统文化活动5次.
    times: bool,
    /// Whether it begins with its first quantity.
    led: bool,
}

/// Judges the clauses of a passage.
pub fn prose(text: &str, quantities: &Quantities, lexicon: &Lexicon) -> Prose {
    let mut effects = Vec::new();
    let (mut output, mut process) = (false, false);
    // Whether the clause before states an effect.
    let mut continued = false;
    let mut numbers = quantities.found.iter().peekable();
    for (start, end) in clauses(text) {
        let mut first: Option<&Quantity> = None;
        let mut targets = 0_u32;
        let (mut people, mut measures, mut times) = (false, false, false);
        while let Some(quantity) = numbers.next_if(|q| (q.number.start as usize) < end) {
            if quantity.is_target() {
                let family = quantity.unit_id.map_or("", |id| lexicon.unit_family(id));
                measures |= matches!(family, "people" | "households" | "rate" | "score" | "money");
                people |= matches!(family, "people" | "households");
                times |= first.is_none() && family == "activities";
                first = first.or(Some(quantity));
                targets = targets.saturating_add(1);
            }
        }
        let mut clause = read_clause(text, start..end, first, lexicon);
        clause.led = first.is_some_and(|quantity| quantity.range.start as usize == start);
        let first = first.map(|quantity| quantity.number.start as usize);
        clause.times = times && clause.first_verb != 0;
        if people {
            clause.tags |= tag::PARTY;
        }
        if is_effect(&clause, first) {
            // 改善2个小区的环境 names where, not how much.
            let measured = measures || clause.valued(first) || clause.tags & tag::ABSOLUTE != 0;
            effects.push(EffectClause {
                range: TextRange::of(start..end),
                measured,
            });
            // 培训150人带动就业: a deliverable in the same clause.
            output |= clause.made && targets > 1;
            continued = true;
            continue;
        } else if continued && clause.goes_on(first, start) {
            // 收入增长8%，达到2.6万元: the value of the same.
            continue;
        } else if targets > 0 {
            output = true;
        } else if clause.preamble {
        } else if clause.first_verb & tag::OUTPUT_VERB != 0
            || (clause.first_verb == 0 && clause.tags & tag::OUTPUT_VERB != 0)
            || (clause.first_verb & tag::PROCESS_VERB == 0
                && clause.tags & tag::DIRECTION == 0
                && clause.tags & tag::OUTPUT_NOUN != 0)
        {
            output = true;
        } else if clause.tags & (tag::PROCESS_VERB | tag::DIRECTION) != 0 {
            process = true;
        }
        continued = false;
    }
    let kind = match (effects.is_empty(), output, process) {
        (true, true, _) => Kind::Output,
        (true, false, _) => Kind::Process,
        (false, false, false) => Kind::Effect,
        (false, _, _) => Kind::Mixed,
    };
    Prose { kind, effects }
}

/// The clauses of a text, split at commas and stops; 、 joins, and so does the comma of thousands.
fn clauses(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut stops = text.match_indices(|c| {
        matches!(
            c,
            '，' | '；' | '。' | '！' | '？' | ',' | ';' | '\n' | '：'
        )
    });
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        let start = at;
        let stop = stops.find(|(place, stop)| !(*stop == "," && in_number(text, *place)));
        at = stop.map_or(text.len(), |(place, stop)| place.saturating_add(stop.len()));
        let trimmed = text.get(start..at).unwrap_or_default();
        let trimmed = trimmed.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%');
        (start < text.len()).then_some((start, start.saturating_add(trimmed.len())))
    })
    .filter(|(start, end)| end > start)
}

/// Whether the comma at `at` separates thousands.
fn in_number(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| {
        let byte = at.and_then(|at| bytes.get(at));
        byte.is_some_and(u8::is_ascii_digit)
    };
    let behind = |step: usize| digit(at.checked_add(step));
    digit(at.checked_sub(1)) && (1..=3).all(behind) && !behind(4)
}

fn read_clause(
    text: &str,
    Range { start, end }: Range<usize>,
    first: Option<&Quantity>,
    lexicon: &Lexicon,
) -> Clause {
    const VERBS: u32 = tag::OUTPUT_VERB | tag::PROCESS_VERB;
    const NOUNS: u32 =
        tag::EFFECT_NOUN | tag::EVENT_NOUN | tag::STATE | tag::PARTY | tag::NOT_EFFECT;
    let mut clause = Clause {
        preamble: lexicon.preamble_tails.longest_before(text, end).is_some(),
        ..Clause::default()
    };
    let number = first.map(|quantity| quantity.number.start as usize);
    // Where a number of people or things begins: 治安协管岗位176人.
    let count = first
        .filter(|it| {
            it.unit_id
                .map(|id| lexicon.unit_family(id))
                .is_some_and(counts)
        })
        .map(|quantity| quantity.range.start as usize);
    // Up to where a longer noun or verb hides the words inside it.
    let mut hidden = start;
    for (offset, c) in text.get(start..end).unwrap_or_default().char_indices() {
        let at = start.saturating_add(offset);
        // 0起, but not the end of 260起.
        let digits = text.get(..at).unwrap_or_default();
        let digits = digits.ends_with(|c: char| c.is_ascii_digit() || c == '.');
        if c.is_ascii() && (c != '0' || digits) {
            continue;
        }
        let (mut cover, mut verb_len, mut noun_len) = (hidden, 0_usize, 0_usize);
        for hit in lexicon.prose.all(text, at).filter(|hit| hit.end <= end) {
            let mut tags = hit.tag;
            if hit.end <= hidden {
                // Inside a longer word; a direction may still be the tail of an adverb.
                tags &= tag::DIRECTION | tag::REDUCTION | tag::VAGUE | tag::OPEN | tag::ABSOLUTE;
            } else if at < hidden {
                tags &= !VERBS;
            }
            let len = hit.end.saturating_sub(hit.start);
            if tags & (tag::EFFECT_NOUN | tag::EVENT_NOUN | tag::STATE) != 0
                && lexicon
                    .activity_tails
                    .longest(text, hit.end)
                    .is_some_and(|tail| tail.end <= end)
            {
                tags = (tags & !NOUNS) | tag::NOT_EFFECT;
            }
            if tags & NOUNS != 0 {
                // 投诉 inside 投诉办结: the longer word counts, at the same place as well.
                if len < noun_len {
                    tags &= !NOUNS;
                } else {
                    noun_len = len;
                    cover = cover.max(hit.end);
                }
            }
            if tags & VERBS != 0 {
                if len < verb_len.max(noun_len) {
                    tags &= !VERBS;
                } else {
                    verb_len = len;
                    cover = cover.max(hit.end);
                }
            }
            if tags & VERBS != 0 && clause.first_verb == 0 {
                clause.first_verb = tags & VERBS;
            }
            if tags & tag::PREAMBLE != 0 {
                clause.preamble |= at == start;
                tags &= !tag::PREAMBLE;
            }
            let noun = tags & (tag::EFFECT_NOUN | tag::EVENT_NOUN) != 0;
            if tags & tag::OUTPUT_VERB != 0
                && clause.noun_end.is_none()
                && clause.tags & tag::DIRECTION == 0
            {
                clause.made = true;
            }
            // 投诉按时办结率99%: the rate behind is what the number is of.
            if tags & (tag::NOT_EFFECT | tag::OUTPUT_NOUN) != 0 && !noun && at >= hidden {
                clause.noun_end = None;
            }
            if noun && number.is_none_or(|number| hit.end <= number) {
                clause.noun_end = Some(hit.end);
            }
            clause.tags |= tags;
        }
        // The number is of the posts, the courses, the staff, whatever they are for.
        let mut tails = lexicon.activity_tails.all(text, at);
        if clause.noun_end.is_some() && tails.any(|tail| Some(tail.end) == count) {
            clause.noun_end = None;
        }
        hidden = cover;
    }
    clause
}

/// Whether units of this family count people or things.
fn counts(family: &str) -> bool {
    matches!(
        family,
        "people" | "person_times" | "activities" | "things" | "places"
    )
}

/// How far behind the noun its value may stand, in bytes.
const REACH: usize = 36;

/// How far from the start of a clause its first number may stand when the clause only gives another
/// value of what was said before, in bytes.
const LEAD: usize = 18;

impl Clause {
    /// Whether the clause gives another value of what the clause before says: 达到31%, 同比增长12%.
    fn goes_on(&self, number: Option<usize>, start: usize) -> bool {
        let named = tag::PARTY | tag::OUTPUT_VERB | tag::OUTPUT_NOUN | tag::NOT_EFFECT;
        number.is_some_and(|number| number.saturating_sub(start) <= LEAD)
            && self.tags & named == 0
            && (self.tags & tag::DIRECTION != 0 || self.led)
    }

    /// Whether the first number stands right behind the noun of an effect.
    fn valued(&self, number: Option<usize>) -> bool {
        number
            .zip(self.noun_end)
            .is_some_and(|(number, noun)| number >= noun && number.saturating_sub(noun) <= REACH)
    }
}

fn is_effect(clause: &Clause, number: Option<usize>) -> bool {
    let has = |bits: u32| clause.tags & bits != 0;
    let valued = clause.valued(number);
    if has(tag::EFFECT_PHRASE) || (has(tag::EVENT_NOUN) && has(tag::REDUCTION)) {
        return true;
    }
    if has(tag::EFFECT_TAIL) && (valued || has(tag::DIRECTION)) {
        return true;
    }
    let directed = has(tag::DIRECTION | tag::REDUCTION);
    if has(tag::EFFECT_NOUN) && (directed || (valued && !clause.made && !clause.times)) {
        return true;
    }
    has(tag::STATE) && has(tag::PARTY) && directed && !clause.made
}
