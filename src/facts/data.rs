//! The word tables as an official writes them.
//!
//! This is what `lexicon.toml` holds: plain lists and maps, nothing compiled. Packs may add a table
//! of their own; [`LexiconData::merge`] joins them. [`Lexicon`](super::Lexicon) makes them quick.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// A list of words.
pub type Words = Vec<String>;

/// All word tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LexiconData {
    /// Units: family → usual spelling → other spellings.
    pub units: BTreeMap<String, BTreeMap<String, Words>>,
    /// Words that compare.
    pub comparators: ComparatorWords,
    /// What makes a number something else than a target.
    pub not_target: NotTargetWords,
    /// Words that give a number its role.
    pub roles: RoleWords,
    /// Vague, open and broken wording.
    pub wording: WordingWords,
    /// Output, process and effect words.
    pub prose: ProseWords,
    /// What units count.
    pub counting: CountingWords,
    /// Words that are often written wrong.
    pub spelling: SpellingWords,
}

/// Comparing words before and after a quantity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ComparatorWords {
    /// Words before the number: 不少于, 超过, 约.
    pub before: ComparatorLists,
    /// Words behind the unit: 以上, 以内, 左右.
    pub after: ComparatorLists,
}

/// Comparing words by what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ComparatorLists {
    /// At least.
    pub ge: Words,
    /// At most.
    pub le: Words,
    /// More than.
    pub gt: Words,
    /// Less than.
    pub lt: Words,
    /// Exactly.
    pub eq: Words,
    /// About.
    pub about: Words,
    /// Words that only look like comparing words.
    pub none: Words,
}

/// What makes a number something else than a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotTargetWords {
    /// Whole names that hold a number: 十九大, 12345, 一站式.
    pub names: ReasonWords,
    /// Words right before a number.
    pub before: ReasonWords,
    /// Words right behind a number.
    pub after: ReasonWords,
    /// Words behind a quantity that only says which things are meant.
    pub defining: DefiningWords,
}

/// Words by the reason why a number is not a target; the field names are those of
/// [`Reason`](super::Reason).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonWords {
    /// Proper names.
    pub name: Words,
    /// Telephone services.
    pub hotline: Words,
    /// Meetings, congresses.
    pub meeting: Words,
    /// Plans and programmes.
    pub plan: Words,
    /// Slogans, idioms, everyday words.
    pub slogan: Words,
    /// Anniversaries.
    pub anniversary: Words,
    /// Grades, classes, versions.
    pub class: Words,
    /// Structure words (五大体系).
    pub structure: Words,
    /// Years and spans of years.
    pub period: Words,
    /// Times of the day.
    pub time_of_day: Words,
    /// Ordinals.
    pub ordinal: Words,
    /// Places in a ranking.
    pub rank: Words,
    /// Codes and numbers of things.
    pub identifier: Words,
    /// What an indicator is counted per.
    pub base: Words,
    /// Tax rates.
    pub tax: Words,
}

/// Words behind a quantity that only says which things are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DefiningWords {
    /// Units that make no quantity with a Chinese numeral alone: 四方, 三层.
    pub weak_units: Words,
    /// Groups of people that follow an age.
    pub ages: Words,
    /// Ends of an indicator's name: 30秒内出动率.
    pub tails: Words,
    /// Circles named after a time: 15分钟生活圈.
    pub circles: Words,
    /// Units that say what kind a thing is when its name follows: 110千伏变电站.
    pub specs: Words,
    /// Things that are named by their weight, length or power: 8吨水罐车.
    pub sized: Words,
    /// Things that are named by a bound: 56人以上大班额.
    pub scaled: Words,
    /// Words that make 三期 or 两届 behind them a number of times.
    pub events: Words,
}

/// Words that give a number its role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoleWords {
    /// A starting value follows: 由, 现有.
    pub base: Words,
    /// A starting value follows later in the clause.
    pub base_far: Words,
    /// A starting value follows when 到 or 至 comes after it.
    pub from: Words,
    /// A scope follows later in the clause.
    pub scope_far: Words,
    /// A scope follows: 涉及.
    pub scope: Words,
    /// A total follows, if there are addends: 共, 累计.
    pub total: Words,
    /// A total of what was said before follows for certain: 合计.
    pub strong_total: Words,
    /// Parts of the total follow: 其中.
    pub among: Words,
    /// A base of counting: 人均.
    pub per: Words,
    /// Periods that 每 can stand before.
    pub periods: Words,
    /// Periods as one word: 按季度.
    pub adverb_periods: Words,
    /// Periods and how many a year has: 月=12.
    pub times_a_year: Words,
}

/// Vague, open and broken wording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WordingWords {
    /// Words that leave a value open.
    pub open: Words,
    /// Words of unclear degree.
    pub vague: Words,
    /// Grades of a scale.
    pub graded: Words,
    /// Words that mean all of something without a number.
    pub absolute: Words,
    /// A sentence that ends with one of these is not complete.
    pub dangling: Words,
    /// Words that end like a dangling one and are whole: 参与.
    pub dangling_whole: Words,
    /// A sentence of the form 在…方面 is not complete.
    pub dangling_heads: Words,
    /// Ends of the names of meetings and festivals.
    pub event_heads: Words,
}

/// Output, process and effect words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProseWords {
    /// Verbs of making or delivering.
    pub output_verbs: Words,
    /// Nouns of output targets.
    pub output_nouns: Words,
    /// Verbs of working.
    pub process_verbs: Words,
    /// Who or what changes.
    pub parties: Words,
    /// What changes, clear by itself.
    pub effect_nouns: Words,
    /// What should not happen.
    pub event_nouns: Words,
    /// Words of less, or of none.
    pub reductions: Words,
    /// Heads of clauses that only give a premise.
    pub preamble_heads: Words,
    /// Tails of such clauses.
    pub preamble_tails: Words,
    /// What changes, clear only with a party.
    pub states: Words,
    /// In which direction.
    pub directions: Words,
    /// Effects as one phrase.
    pub effect_phrases: Words,
    /// Words that make an effect noun before them the name of work: 就业 + 培训.
    pub activity_tails: Words,
    /// Phrases about the work itself.
    pub not_effects: Words,
    /// Rates that are effects.
    pub effect_tails: Words,
}

/// Words that are often written wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpellingWords {
    /// Wrong → right; with as much around it as makes it certainly wrong.
    pub confusions: BTreeMap<String, String>,
}

/// What units count. A list of units names units in their usual spelling, and families of units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CountingWords {
    /// Last words of names that tell what is measured (人数, 面积) → the units that they ask for;
    /// no unit: the name does not tell.
    pub measured: BTreeMap<String, Words>,
    /// Units that measure and do not count: a thing may have so many metres, watts or years.
    pub measures: Words,
    /// Units that count one by one what stands right before the number: 灭火机120台.
    pub heads: Words,
    /// Words between a unit and a thing that do not change what is counted: 老旧.
    pub modifiers: Words,
    /// Words before a span of time that is no count: 为期.
    pub durations: Words,
    /// Things and the units that count them.
    pub things: Vec<CountedThings>,
    /// Words that do not change what a quantity is said of: 开展, 按时, 人数.
    pub light: Words,
    /// Words that say that a part of something else is meant: 其中, 另.
    pub qualifiers: Words,
}

/// Things that the same units count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedThings {
    /// The things.
    pub names: Words,
    /// All units that can count them.
    pub units: Words,
}

fn add(to: &mut Words, from: Words) {
    let mut known: FxHashSet<&str> = to.iter().map(String::as_str).collect();
    let is_new: Vec<bool> = from.iter().map(|word| known.insert(word)).collect();
    let words = from.into_iter().zip(is_new);
    to.extend(words.filter_map(|(word, is_new)| is_new.then_some(word)));
}

impl LexiconData {
    /// Adds the words of `other`; nothing is taken away.
    pub fn merge(&mut self, other: LexiconData) {
        for (family, units) in other.units {
            let family = self.units.entry(family).or_default();
            for (unit, spellings) in units {
                add(family.entry(unit).or_default(), spellings);
            }
        }
        self.comparators.before.merge(other.comparators.before);
        self.comparators.after.merge(other.comparators.after);
        self.not_target.names.merge(other.not_target.names);
        self.not_target.before.merge(other.not_target.before);
        self.not_target.after.merge(other.not_target.after);
        let (defining, more) = (&mut self.not_target.defining, other.not_target.defining);
        add(&mut defining.weak_units, more.weak_units);
        add(&mut defining.ages, more.ages);
        add(&mut defining.tails, more.tails);
        add(&mut defining.circles, more.circles);
        add(&mut defining.specs, more.specs);
        add(&mut defining.sized, more.sized);
        add(&mut defining.scaled, more.scaled);
        add(&mut defining.events, more.events);
        self.roles.merge(other.roles);
        self.wording.merge(other.wording);
        self.prose.merge(other.prose);
        self.counting.merge(other.counting);
        self.spelling.confusions.extend(other.spelling.confusions);
    }
}

impl CountingWords {
    fn merge(&mut self, other: CountingWords) {
        for (name, units) in other.measured {
            add(self.measured.entry(name).or_default(), units);
        }
        add(&mut self.measures, other.measures);
        add(&mut self.heads, other.heads);
        add(&mut self.modifiers, other.modifiers);
        add(&mut self.durations, other.durations);
        add(&mut self.light, other.light);
        add(&mut self.qualifiers, other.qualifiers);
        for things in other.things {
            if !self.things.contains(&things) {
                self.things.push(things);
            }
        }
    }
}

/// Implements `merge` of a struct of word lists.
macro_rules! merge_lists {
    ($type:ident: $($field:ident),+) => {
        impl $type {
            fn merge(&mut self, other: $type) {
                $(add(&mut self.$field, other.$field);)+
            }
        }
    };
}

merge_lists!(ComparatorLists: ge, le, gt, lt, eq, about, none);
merge_lists!(ReasonWords: name, hotline, meeting, plan, slogan, anniversary, class, structure,
    period, time_of_day, ordinal, rank, identifier, base, tax);
merge_lists!(RoleWords: base, base_far, from, scope_far, scope, total, strong_total, among, per, periods, adverb_periods, times_a_year);
merge_lists!(WordingWords: open, vague, graded, absolute, dangling, dangling_whole, dangling_heads,
    event_heads);
merge_lists!(ProseWords: output_verbs, output_nouns, process_verbs, parties, effect_nouns, event_nouns,
    reductions, preamble_heads, preamble_tails, states,
    directions, effect_phrases, activity_tails, not_effects, effect_tails);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_adds_words_once() {
        let mut data = LexiconData::default();
        let mut more = LexiconData::default();
        more.roles.scope = vec!["涉及".to_owned()];
        more.units
            .entry("area".to_owned())
            .or_default()
            .insert("亩".to_owned(), Words::new());
        data.merge(more.clone());
        data.merge(more.clone());
        assert_eq!(data, more);
    }
}
