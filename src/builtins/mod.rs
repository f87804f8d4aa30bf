//! The builtin functions of the rule language: one table a family, and the registry over them.

mod builtin;
mod counterpart;
mod counting;
mod fact;
mod list;
mod number;
mod repeat;
mod text;
mod written;

pub use builtin::{Builtin, Context, Kind, Param};
pub use fact::fact_words;

/// The families, in the order of the reference page; the index of a function counts through them.
const FAMILIES: &[(&str, &[Builtin])] = &[
    ("数与日期", number::TABLE),
    ("文字", text::TABLE),
    ("列表", list::TABLE),
    ("事实", fact::TABLE),
    ("计量", counting::TABLE),
    ("写法", written::TABLE),
    ("雷同", repeat::TABLE),
    ("对应", counterpart::TABLE),
];

/// The families with their titles.
pub fn families() -> &'static [(&'static str, &'static [Builtin])] {
    FAMILIES
}

/// All functions in the order of their indices.
pub fn all() -> impl Iterator<Item = &'static Builtin> {
    FAMILIES.iter().flat_map(|(_, table)| table.iter())
}

/// The index and the row of the function of this name, in either spelling.
pub fn named(name: &str) -> Option<(u16, &'static Builtin)> {
    let index = all().position(|builtin| builtin.zh == name || builtin.en == name)?;
    Some((u16::try_from(index).ok()?, get(u16::try_from(index).ok()?)?))
}

/// The function with this index.
pub fn get(index: u16) -> Option<&'static Builtin> {
    let mut index = usize::from(index);
    for (_, table) in FAMILIES {
        match table.get(index) {
            Some(builtin) => return Some(builtin),
            None => index = index.checked_sub(table.len())?,
        }
    }
    None
}
