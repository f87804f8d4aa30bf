//! What a unit can count: things with the units that count them, names with the units they ask for.
//!
//! Both tables are data of the packs. A thing is judged only where it stands right behind its
//! quantity and nothing but itself is said: `30天背街小巷的环境` counts alleys in days, while
//! `30天背街小巷整治` is work that takes days.

use serde::{Deserialize, Serialize};

use crate::source::TextRange;

use super::context::is_boundary;
use super::figure::char_at;
use super::lexicon::{Lexicon, UnitId, prose_tag};
use super::quantity::{Quantities, Quantity};

/// A quantity whose unit cannot count the thing behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit<'l> {
    /// Index of the quantity in [`Quantities::found`].
    pub quantity: usize,
    /// The thing.
    pub thing: TextRange,
    /// The units that count it, as written in the table; at least one.
    pub fitting: &'l [String],
}

/// Units that a table names one by one or by their families.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UnitSet {
    pub(super) words: Vec<String>,
    pub(super) families: Vec<String>,
    pub(super) units: Vec<UnitId>,
}

impl UnitSet {
    pub(super) fn contains(&self, unit: UnitId, lexicon: &Lexicon) -> bool {
        let family = lexicon.unit_family(unit);
        self.units.contains(&unit) || self.families.iter().any(|it| it == family)
    }
}

/// The quantities of a passage whose units cannot count what stands behind them.
pub fn misfits<'l>(text: &str, quantities: &Quantities, lexicon: &'l Lexicon) -> Vec<Misfit<'l>> {
    let found = quantities.found.iter().enumerate();
    found
        .filter_map(|(index, it)| {
            let behind = counted_thing(text, it, lexicon);
            let (thing, set) = behind.or_else(|| named_thing(text, it, lexicon))?;
            (!set.contains(it.unit_id?, lexicon)).then_some(Misfit {
                quantity: index,
                thing,
                fitting: set.words.as_slice(),
            })
        })
        .collect()
}

/// The thing right behind a quantity, if nothing more is said of it.
fn counted_thing<'l>(
    text: &str,
    it: &Quantity,
    lexicon: &'l Lexicon,
) -> Option<(TextRange, &'l UnitSet)> {
    // 以上, 左右 or a base behind the unit: the number is for something else.
    let measures = it
        .unit_id
        .is_none_or(|unit| lexicon.measures.contains(unit, lexicon));
    if measures || it.range.end != it.unit.end || !it.under.is_empty() || it.per.is_some() {
        return None;
    }
    let head = text.get(..it.range.start as usize)?;
    if lexicon.durations.iter().any(|word| head.ends_with(word)) {
        return None;
    }
    let mut at = it.range.end as usize;
    for _ in 0..2 {
        match lexicon.modifiers.longest(text, at) {
            Some(hit) => at = hit.end,
            None => break,
        }
    }
    let hit = lexicon.things.longest(text, at)?;
    let set = lexicon
        .thing_units
        .get(usize::try_from(hit.tag).unwrap_or(usize::MAX))?;
    // 3天道路、桥梁抢险集训: a list may end in work of any name.
    let ends = match char_at(text, hit.end) {
        Some('的') => true,
        Some('、' | '及' | '和' | '与') => {
            char_at(text, hit.end.saturating_add(3)).is_some_and(|c| c.is_ascii_digit())
        }
        next => is_boundary(next),
    };
    (ends && only_named(text, hit.end, lexicon)).then_some((TextRange::of(hit.start..hit.end), set))
}

/// The thing right before a quantity that ends its clause: 灭火机120台. Only where things are
/// counted one by one: 培训教师12场 counts courses.
fn named_thing<'l>(
    text: &str,
    it: &Quantity,
    lexicon: &'l Lexicon,
) -> Option<(TextRange, &'l UnitSet)> {
    let unit = it
        .unit_id
        .filter(|unit| lexicon.heads.contains(*unit, lexicon))?;
    let ends = it.range.end == it.unit.end && it.under.is_empty();
    let next = char_at(text, it.range.end as usize);
    if !ends || !is_boundary(next) || lexicon.measures.contains(unit, lexicon) {
        return None;
    }
    let hit = lexicon
        .things_before
        .longest_before(text, it.range.start as usize)?;
    let set = lexicon
        .thing_units
        .get(usize::try_from(hit.tag).unwrap_or(usize::MAX))?;
    Some((TextRange::of(hit.start..hit.end), set))
}

/// Whether the clause goes on behind `at` without a word of work: 道路、桥梁巡查 is work.
fn only_named(text: &str, at: usize, lexicon: &Lexicon) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    // The next number is for another thing.
    let ends = |c: char| c.is_ascii_digit() || (c != '、' && is_boundary(Some(c)));
    let clause = rest.split(ends).next().unwrap_or_default();
    let work = prose_tag::OUTPUT_VERB | prose_tag::PROCESS_VERB;
    !clause.char_indices().any(|(offset, _)| {
        let tail = lexicon.activity_tails.longest(clause, offset);
        // 员, 园 and the like are parts of other words, too.
        tail.is_some_and(|hit| {
            clause
                .get(hit.start..hit.end)
                .is_some_and(|it| it.len() > 3)
        }) || lexicon
            .prose
            .all(clause, offset)
            .any(|hit| hit.tag & work != 0)
    })
}

/// The units that a name asks for by its last word (培训人数, 绿化面积), as written in the table;
/// empty when the name does not tell.
pub fn fitting_units<'l>(name: &str, lexicon: &'l Lexicon) -> &'l [String] {
    named_units(name, lexicon).map_or(&[], |set| set.words.as_slice())
}

/// Whether a unit is one of those that the name asks for; `None` when the name does not tell.
pub fn unit_fits(name: &str, unit: UnitId, lexicon: &Lexicon) -> Option<bool> {
    Some(named_units(name, lexicon)?.contains(unit, lexicon))
}

fn named_units<'l>(name: &str, lexicon: &'l Lexicon) -> Option<&'l UnitSet> {
    // 培训人数（含线上）: what stands in brackets at the end explains.
    let bare = match name.rfind(['（', '(']) {
        Some(open) if name.ends_with(['）', ')']) => name.get(..open)?,
        _ => name,
    };
    let hit = lexicon
        .measured
        .longest_before(bare, bare.trim_end().len())?;
    let set = lexicon
        .measured_units
        .get(usize::try_from(hit.tag).unwrap_or(usize::MAX))?;
    let tells = !set.words.is_empty() || !set.families.is_empty();
    tells.then_some(set)
}

#[cfg(test)]
mod tests {
    use super::super::data::{CountedThings, LexiconData, Words};
    use super::super::scan::quantities;
    use super::*;

    fn lexicon() -> Lexicon {
        let mut data = LexiconData::default();
        let mut add = |family: &str, units: &[&str]| {
            let family = data.units.entry(family.to_owned()).or_default();
            for unit in units {
                family.insert((*unit).to_owned(), Words::new());
            }
        };
        add("time", &["天"]);
        add("things", &["条"]);
        add("people", &["人"]);
        data.counting.heads = vec!["people".to_owned()];
        data.prose.process_verbs = vec!["巡查".to_owned()];
        data.counting.things = vec![CountedThings {
            names: vec!["道路".to_owned()],
            units: vec!["条".to_owned()],
        }];
        data.counting.measured.insert(
            "人数".to_owned(),
            vec!["人".to_owned(), "people".to_owned()],
        );
        Lexicon::new(&data)
    }

    #[test]
    fn things_are_counted_by_their_units() {
        let lexicon = lexicon();
        let count = |text: &str| misfits(text, &quantities(text, &lexicon), &lexicon).len();
        for (text, expected) in [
            ("改善30天道路的环境", 1),
            ("改善30条道路的环境", 0),
            ("30天道路巡查", 0),
            ("30天道路、沟渠抢险", 0),
            ("30天道路、6条道路", 1),
            ("30天道路", 1),
            ("修整道路30人", 1),
            ("修整道路30人次", 0),
            ("修整道路30人参加", 0),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    #[test]
    fn names_ask_for_units() {
        let lexicon = lexicon();
        let unit = |name: &str, unit: &str| {
            let unit = lexicon.unit(unit)?;
            unit_fits(name, unit, &lexicon)
        };
        assert_eq!(unit("培训人数（含线上）", "人"), Some(true));
        assert_eq!(unit("培训人数", "天"), Some(false));
        assert_eq!(unit("培训", "天"), None);
        assert_eq!(fitting_units("培训人数", &lexicon), ["人"]);
    }
}
