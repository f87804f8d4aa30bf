//! The word tables, compiled for reading.
//!
//! Made once at the start of the program from [`LexiconData`]; it must be cheap to make, so it is
//! only a handful of [`WordTable`]s.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::counting::UnitSet;
use super::data::{ComparatorLists, LexiconData, ReasonWords, Words};
use super::quantity::{Comparator, Reason};
use super::words::{Key, WordTable};

/// The compiled word tables that every reading function is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lexicon {
    units: Vec<Unit>,
    families: Vec<String>,
    pub(super) unit_words: WordTable,
    pub(super) compare_before: WordTable,
    pub(super) compare_after: WordTable,
    pub(super) names: WordTable,
    pub(super) guard_before: WordTable,
    pub(super) guard_after: WordTable,
    pub(super) roles_before: WordTable,
    pub(super) per_words: WordTable,
    pub(super) periods: WordTable,
    /// Periods and how many a year has.
    yearly: Vec<(String, u32)>,
    /// Words that reach further than to the next number: 每, 由, 涉及.
    pub(super) triggers: WordTable,
    /// Verbs that make the number behind them a target.
    pub(super) verbs_before: WordTable,
    pub(super) activity_tails: WordTable,
    pub(super) event_heads: WordTable,
    pub(super) preamble_tails: WordTable,
    pub(super) weak_units: Vec<String>,
    pub(super) after_quantity: WordTable,
    /// Units that say what kind a thing is.
    pub(super) specs: UnitSet,
    /// Words that make 三期 behind them a number of times.
    pub(super) events: WordTable,
    pub(super) prose: WordTable,
    pub(super) graded: Vec<String>,
    pub(super) dangling: WordTable,
    /// Things with the index of their units in `thing_units`.
    pub(super) things: WordTable,
    /// The same, looked for before a number.
    pub(super) things_before: WordTable,
    pub(super) thing_units: Vec<UnitSet>,
    /// Units that count what stands before the number.
    pub(super) heads: UnitSet,
    /// Last words of names with the index of their units in `measured_units`.
    pub(super) measured: WordTable,
    pub(super) measured_units: Vec<UnitSet>,
    /// Units that do not count things.
    pub(super) measures: UnitSet,
    pub(super) modifiers: WordTable,
    pub(super) durations: Vec<String>,
    pub(super) light: WordTable,
    pub(super) qualifiers: WordTable,
    /// Words written wrong with the index of the right one in `right_words`.
    pub(super) confusions: WordTable,
    pub(super) right_words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Unit {
    name: String,
    family: u16,
}

/// Number of a unit in a [`Lexicon`]; equal for all spellings of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UnitId(pub(super) u16);

/// What a role word before a number says.
pub(super) mod role_tag {
    pub(crate) const BASE: u32 = 1;
    pub(crate) const SCOPE: u32 = 2;
    pub(crate) const TOTAL: u32 = 4;
    pub(crate) const STRONG_TOTAL: u32 = 8;
    pub(crate) const AMONG: u32 = 16;
    pub(crate) const FROM: u32 = 32;
}

/// What a word right behind a quantity says.
pub(super) mod after_tag {
    pub(crate) const AGE_GROUP: u32 = 1;
    pub(crate) const RATE_TAIL: u32 = 2;
    pub(crate) const CIRCLE: u32 = 4;
    pub(crate) const SIZED: u32 = 8;
    pub(crate) const SCALED: u32 = 16;
}

/// What a word of running text says; one word may say several things.
pub(super) mod prose_tag {
    pub(crate) const OUTPUT_VERB: u32 = 1;
    pub(crate) const OUTPUT_NOUN: u32 = 1 << 1;
    pub(crate) const PROCESS_VERB: u32 = 1 << 2;
    pub(crate) const PARTY: u32 = 1 << 3;
    pub(crate) const EFFECT_NOUN: u32 = 1 << 4;
    pub(crate) const STATE: u32 = 1 << 5;
    pub(crate) const DIRECTION: u32 = 1 << 6;
    pub(crate) const EFFECT_PHRASE: u32 = 1 << 7;
    pub(crate) const NOT_EFFECT: u32 = 1 << 8;
    pub(crate) const EFFECT_TAIL: u32 = 1 << 9;
    pub(crate) const VAGUE: u32 = 1 << 10;
    pub(crate) const OPEN: u32 = 1 << 11;
    pub(crate) const ABSOLUTE: u32 = 1 << 12;
    pub(crate) const ADVERB_PERIOD: u32 = 1 << 13;
    pub(crate) const EVENT_NOUN: u32 = 1 << 14;
    pub(crate) const REDUCTION: u32 = 1 << 15;
    pub(crate) const PREAMBLE: u32 = 1 << 16;
}

impl Lexicon {
    /// Compiles the word tables; takes a fraction of a millisecond.
    pub fn new(data: &LexiconData) -> Lexicon {
        let mut units = Vec::new();
        let mut families = Vec::new();
        let mut unit_words: Vec<(&str, u32)> = Vec::new();
        for (family, members) in &data.units {
            let family_id = u16::try_from(families.len()).unwrap_or(u16::MAX);
            families.push(family.clone());
            for (name, spellings) in members {
                let id = u32::try_from(units.len()).unwrap_or(u32::MAX);
                units.push(Unit {
                    name: name.clone(),
                    family: family_id,
                });
                unit_words.push((name, id));
                unit_words.extend(spellings.iter().map(|word| (word.as_str(), id)));
            }
        }
        let roles = &data.roles;
        let defining = &data.not_target.defining;
        let (prose, wording) = (&data.prose, &data.wording);
        let counting = &data.counting;
        let mut lexicon = Lexicon {
            units,
            families,
            unit_words: WordTable::new(Key::First, unit_words),
            compare_before: WordTable::new(Key::Last, comparators(&data.comparators.before)),
            compare_after: WordTable::new(Key::First, comparators(&data.comparators.after)),
            names: WordTable::new(Key::Numeral, reasons(&data.not_target.names)),
            guard_before: WordTable::new(Key::Last, reasons(&data.not_target.before)),
            guard_after: WordTable::new(Key::First, reasons(&data.not_target.after)),
            roles_before: WordTable::new(
                Key::Last,
                tagged(&[
                    (&roles.base, role_tag::BASE),
                    (&roles.scope, role_tag::SCOPE),
                    (
                        &roles.strong_total,
                        role_tag::STRONG_TOTAL | role_tag::TOTAL,
                    ),
                    (&roles.total, role_tag::TOTAL),
                    (&roles.among, role_tag::AMONG),
                ]),
            ),
            per_words: WordTable::new(Key::Last, tagged(&[(&roles.per, 0)])),
            periods: WordTable::new(Key::First, tagged(&[(&roles.periods, 0)])),
            yearly: {
                let entries = roles.times_a_year.iter();
                entries.filter_map(|entry| yearly(entry)).collect()
            },
            triggers: WordTable::new(
                Key::First,
                tagged(&[
                    (&roles.from, role_tag::FROM),
                    (&roles.base_far, role_tag::BASE),
                    (&roles.scope_far, role_tag::SCOPE),
                    (&roles.strong_total, role_tag::TOTAL),
                    (&roles.total, role_tag::TOTAL),
                    (&roles.among, role_tag::TOTAL),
                ]),
            ),
            verbs_before: WordTable::new(
                Key::Last,
                tagged(&[(&prose.output_verbs, 0), (&prose.process_verbs, 0)]),
            ),
            activity_tails: WordTable::new(Key::First, tagged(&[(&prose.activity_tails, 0)])),
            event_heads: WordTable::new(Key::First, tagged(&[(&wording.event_heads, 0)])),
            preamble_tails: WordTable::new(Key::Last, tagged(&[(&prose.preamble_tails, 0)])),
            weak_units: defining.weak_units.clone(),
            after_quantity: WordTable::new(
                Key::First,
                tagged(&[
                    (&defining.ages, after_tag::AGE_GROUP),
                    (&defining.tails, after_tag::RATE_TAIL),
                    (&defining.circles, after_tag::CIRCLE),
                    (&defining.sized, after_tag::SIZED),
                    (&defining.scaled, after_tag::SCALED),
                ]),
            ),
            specs: UnitSet::default(),
            events: WordTable::new(Key::Last, tagged(&[(&defining.events, 0)])),
            prose: WordTable::new(
                Key::First,
                tagged(&[
                    (&prose.output_verbs, prose_tag::OUTPUT_VERB),
                    (&prose.output_nouns, prose_tag::OUTPUT_NOUN),
                    (&prose.process_verbs, prose_tag::PROCESS_VERB),
                    (&prose.parties, prose_tag::PARTY),
                    (&prose.effect_nouns, prose_tag::EFFECT_NOUN),
                    (&prose.event_nouns, prose_tag::EVENT_NOUN),
                    (&prose.reductions, prose_tag::REDUCTION),
                    (&prose.preamble_heads, prose_tag::PREAMBLE),
                    (&prose.states, prose_tag::STATE),
                    (&prose.directions, prose_tag::DIRECTION),
                    (&prose.effect_phrases, prose_tag::EFFECT_PHRASE),
                    (&prose.not_effects, prose_tag::NOT_EFFECT),
                    (&prose.effect_tails, prose_tag::EFFECT_TAIL),
                    (&wording.vague, prose_tag::VAGUE),
                    (&wording.open, prose_tag::OPEN),
                    (&wording.absolute, prose_tag::ABSOLUTE),
                    (&roles.adverb_periods, prose_tag::ADVERB_PERIOD),
                ]),
            ),
            graded: wording.graded.clone(),
            dangling: WordTable::new(
                Key::Last,
                tagged(&[
                    (&wording.dangling, 0),
                    (&wording.dangling_heads, 1),
                    (&wording.dangling_whole, 2),
                ]),
            ),
            things: WordTable::new(
                Key::First,
                (0..)
                    .zip(&counting.things)
                    .flat_map(|(group, things)| list(&things.names, group)),
            ),
            things_before: WordTable::new(
                Key::Last,
                (0..)
                    .zip(&counting.things)
                    .flat_map(|(group, things)| list(&things.names, group)),
            ),
            thing_units: Vec::new(),
            heads: UnitSet::default(),
            measured: WordTable::new(
                Key::Last,
                (0..)
                    .zip(counting.measured.keys())
                    .map(|(group, name)| (name.as_str(), group)),
            ),
            measured_units: Vec::new(),
            measures: UnitSet::default(),
            modifiers: WordTable::new(Key::First, tagged(&[(&counting.modifiers, 0)])),
            durations: counting.durations.clone(),
            light: WordTable::new(Key::First, tagged(&[(&counting.light, 0)])),
            qualifiers: WordTable::new(Key::First, tagged(&[(&counting.qualifiers, 0)])),
            confusions: WordTable::new(
                Key::First,
                (0..)
                    .zip(data.spelling.confusions.keys())
                    .map(|(index, wrong)| (wrong.as_str(), index)),
            ),
            right_words: data.spelling.confusions.values().cloned().collect(),
        };
        lexicon.specs = lexicon.unit_set(&defining.specs);
        lexicon.heads = lexicon.unit_set(&counting.heads);
        lexicon.measures = lexicon.unit_set(&counting.measures);
        let things = counting.things.iter();
        lexicon.thing_units = things.map(|it| lexicon.unit_set(&it.units)).collect();
        let measured = counting.measured.values();
        lexicon.measured_units = measured.map(|it| lexicon.unit_set(it)).collect();
        lexicon
    }

    /// The units that a list names, one by one or by their families.
    fn unit_set(&self, names: &Words) -> UnitSet {
        let mut set = UnitSet::default();
        for name in names {
            if self.families.contains(name) {
                set.families.push(name.clone());
            } else {
                set.words.push(name.clone());
                set.units.extend(self.unit(name));
            }
        }
        set
    }

    /// The usual spelling of a unit.
    pub fn unit_name(&self, unit: UnitId) -> &str {
        self.units
            .get(usize::from(unit.0))
            .map_or("", |unit| unit.name.as_str())
    }

    /// The family of a unit: what it measures (people, area, money …).
    pub fn unit_family(&self, unit: UnitId) -> &str {
        let family = self
            .units
            .get(usize::from(unit.0))
            .map(|unit| usize::from(unit.family));
        family
            .and_then(|family| self.families.get(family))
            .map_or("", String::as_str)
    }

    /// The unit that is written exactly so, if there is one.
    pub fn unit(&self, written: &str) -> Option<UnitId> {
        let exact = |word: &str| {
            let hit = self.unit_words.longest(word, 0)?;
            unit_id(hit.tag).filter(|_| hit.end == word.len())
        };
        exact(written).or_else(|| exact(written.strip_prefix('个')?))
    }

    /// How often a year has a period.
    pub(super) fn times_a_year(&self, period: &str) -> Option<Decimal> {
        let mut known = self.yearly.iter();
        let known = known.find(|(word, _)| word == period);
        known.map(|(_, times)| Decimal::from(*times))
    }

    /// The words of a grading scale, such as 优, 良, 中, 差.
    pub fn grades(&self) -> &[String] {
        &self.graded
    }
}

/// A period and its number, written 月=12.
fn yearly(entry: &str) -> Option<(String, u32)> {
    let (period, times) = entry.split_once('=')?;
    Some((period.trim().to_owned(), times.trim().parse().ok()?))
}

pub(super) fn unit_id(tag: u32) -> Option<UnitId> {
    u16::try_from(tag).ok().map(UnitId)
}

fn list(words: &Words, tag: u32) -> impl Iterator<Item = (&str, u32)> {
    words.iter().map(move |word| (word.as_str(), tag))
}

fn tagged<'w>(lists: &[(&'w Words, u32)]) -> Vec<(&'w str, u32)> {
    lists
        .iter()
        .flat_map(|(words, tag)| list(words, *tag))
        .collect()
}

fn comparators(lists: &ComparatorLists) -> Vec<(&str, u32)> {
    tagged(&[
        (&lists.ge, Comparator::Ge.tag()),
        (&lists.le, Comparator::Le.tag()),
        (&lists.gt, Comparator::Gt.tag()),
        (&lists.lt, Comparator::Lt.tag()),
        (&lists.eq, Comparator::Eq.tag()),
        (&lists.about, Comparator::About.tag()),
        (&lists.none, Comparator::None.tag()),
    ])
}

fn reasons(lists: &ReasonWords) -> Vec<(&str, u32)> {
    tagged(&[
        (&lists.name, Reason::Name.tag()),
        (&lists.hotline, Reason::Hotline.tag()),
        (&lists.meeting, Reason::Meeting.tag()),
        (&lists.plan, Reason::Plan.tag()),
        (&lists.slogan, Reason::Slogan.tag()),
        (&lists.anniversary, Reason::Anniversary.tag()),
        (&lists.class, Reason::Class.tag()),
        (&lists.structure, Reason::Structure.tag()),
        (&lists.period, Reason::Period.tag()),
        (&lists.time_of_day, Reason::TimeOfDay.tag()),
        (&lists.ordinal, Reason::Ordinal.tag()),
        (&lists.rank, Reason::Rank.tag()),
        (&lists.identifier, Reason::Identifier.tag()),
        (&lists.base, Reason::Base.tag()),
        (&lists.tax, Reason::Tax.tag()),
    ])
}
