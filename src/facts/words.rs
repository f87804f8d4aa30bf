//! Tables of words that are looked up at a place of a text.
//!
//! A word is found by one of its characters, the key: the first one when words are looked for
//! forwards, the last one when they are looked for backwards from a number, the first numeral when
//! a name with a number in it is looked for. Building a table is one counting sort over a few
//! hundred words, so that it can be done at every start; there is no automaton and no pattern.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Words with a tag each, found by a key character; the longest word comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WordTable {
    text: Vec<u8>,
    /// Offsets into `entries`, one more than there are buckets.
    buckets: Vec<u32>,
    entries: Vec<Entry>,
    bits: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    start: u32,
    len: u16,
    /// Bytes of the word before its key character.
    lead: u16,
    tag: u32,
}

/// A word of a table at a place of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// Offset of the first byte of the word.
    pub(super) start: usize,
    /// Offset behind the last byte of the word.
    pub(super) end: usize,
    /// What the table says about the word.
    pub(super) tag: u32,
}

/// Which character of a word is its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The first character.
    First,
    /// The last character.
    Last,
    /// The first digit or Chinese numeral; a word without one is left out.
    Numeral,
}

impl WordTable {
    /// The table of these words.
    pub(super) fn new<'w>(key: Key, words: impl IntoIterator<Item = (&'w str, u32)>) -> Self {
        let mut text: Vec<u8> = Vec::new();
        let mut raw: Vec<(char, Entry)> = Vec::new();
        for (word, tag) in words {
            let Some((lead, character)) = key_of(word, key) else {
                continue;
            };
            let (Ok(len), Ok(lead)) = (u16::try_from(word.len()), u16::try_from(lead)) else {
                continue;
            };
            let start = u32::try_from(text.len()).unwrap_or(u32::MAX);
            text.extend_from_slice(word.as_bytes());
            raw.push((
                character,
                Entry {
                    start,
                    len,
                    lead,
                    tag,
                },
            ));
        }
        let bits = usize::BITS
            .saturating_sub(raw.len().leading_zeros())
            .saturating_add(1)
            .min(15);
        // One number to sort by: the bucket, then the longer word, then the earlier one.
        let mut sorted: Vec<(u64, Entry)> = raw
            .into_iter()
            .map(|(character, entry)| {
                let bucket = bucket(u32::from(character), bits) as u64;
                let key = (bucket << 48) | (u64::from(!entry.len) << 32) | u64::from(entry.start);
                (key, entry)
            })
            .collect();
        sorted.sort_unstable_by_key(|(key, _)| *key);
        let mut buckets = vec![0_u32; (1_usize << bits).saturating_add(1)];
        for (key, _) in &sorted {
            let next = usize::try_from(key >> 48)
                .unwrap_or_default()
                .saturating_add(1);
            if let Some(count) = buckets.get_mut(next) {
                *count = count.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for count in &mut buckets {
            sum = sum.saturating_add(*count);
            *count = sum;
        }
        Self {
            text,
            buckets,
            entries: sorted.into_iter().map(|(_, entry)| entry).collect(),
            bits,
        }
    }

    /// Every word whose key character stands at `at`, the longest first.
    pub(super) fn all<'t>(&'t self, text: &'t str, at: usize) -> impl Iterator<Item = Hit> + 't {
        self.bucket_at(text, at)
            .iter()
            .filter_map(move |entry| self.fit(text, at, entry))
    }

    /// The longest word whose key character stands at `at`.
    pub(super) fn longest(&self, text: &str, at: usize) -> Option<Hit> {
        self.bucket_at(text, at)
            .iter()
            .find_map(|entry| self.fit(text, at, entry))
    }

    /// The longest word that ends at `end`; for tables with [`Key::Last`].
    pub(super) fn longest_before(&self, text: &str, end: usize) -> Option<Hit> {
        let (at, _) = text.get(..end)?.char_indices().next_back()?;
        self.longest(text, at)
    }

    fn bucket_at(&self, text: &str, at: usize) -> &[Entry] {
        if self.entries.is_empty() {
            return &[];
        }
        let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            return &[];
        };
        let index = bucket(u32::from(character), self.bits);
        let start = self.buckets.get(index).copied().unwrap_or_default() as usize;
        let end = self
            .buckets
            .get(index.saturating_add(1))
            .copied()
            .unwrap_or_default() as usize;
        self.entries.get(start..end).unwrap_or_default()
    }

    fn fit(&self, text: &str, at: usize, entry: &Entry) -> Option<Hit> {
        let start = at.checked_sub(usize::from(entry.lead))?;
        let end = start.checked_add(usize::from(entry.len))?;
        let from = entry.start as usize;
        let word = self
            .text
            .get(from..from.checked_add(usize::from(entry.len))?)?;
        (text.as_bytes().get(start..end)? == word).then_some(Hit {
            start,
            end,
            tag: entry.tag,
        })
    }
}

/// A table as it is kept: text, bits, buckets, entries. Numbers have four bytes, the lowest first:
/// there are thousands of them, and a table is read at every start.
type Kept<'t> = (&'t [u8], u32, &'t [u8], &'t [u8]);

impl Serialize for WordTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let buckets: Vec<u8> = self
            .buckets
            .iter()
            .flat_map(|it| it.to_le_bytes())
            .collect();
        let entries = self.entries.iter().flat_map(|it| {
            let sizes = u32::from(it.len) | (u32::from(it.lead) << 16);
            [it.start, sizes, it.tag]
        });
        let entries: Vec<u8> = entries.flat_map(u32::to_le_bytes).collect();
        let kept: Kept<'_> = (&self.text, self.bits, &buckets, &entries);
        kept.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WordTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (text, bits, buckets, entries) = Kept::deserialize(deserializer)?;
        let mut table = Self {
            text: text.to_vec(),
            buckets: buckets
                .as_chunks()
                .0
                .iter()
                .copied()
                .map(u32::from_le_bytes)
                .collect(),
            entries: Vec::with_capacity(entries.len() / 12),
            bits,
        };
        for entry in entries.as_chunks::<12>().0 {
            let [a, b, c, d, len, len_high, lead, lead_high, e, f, g, h] = *entry;
            table.entries.push(Entry {
                start: u32::from_le_bytes([a, b, c, d]),
                len: u16::from_le_bytes([len, len_high]),
                lead: u16::from_le_bytes([lead, lead_high]),
                tag: u32::from_le_bytes([e, f, g, h]),
            });
        }
        Ok(table)
    }
}

fn key_of(word: &str, key: Key) -> Option<(usize, char)> {
    match key {
        Key::First => word.char_indices().next(),
        Key::Last => word.char_indices().next_back(),
        Key::Numeral => word
            .char_indices()
            .find(|(_, c)| c.is_ascii_digit() || super::numeral::is_chinese_numeral(*c)),
    }
}

fn bucket(character: u32, bits: u32) -> usize {
    (character.wrapping_mul(0x9E37_79B1) >> 32_u32.saturating_sub(bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        let table = WordTable::new(Key::First, [("平方", 1), ("平方米", 2), ("米", 3)]);
        assert_eq!(table.longest("平方米", 0).map(|hit| hit.tag), Some(2));
        assert_eq!(table.all("平方米", 0).count(), 2);
        assert_eq!(table.longest("米", 0).map(|hit| hit.tag), Some(3));
    }

    #[test]
    fn words_are_found_backwards() {
        let table = WordTable::new(Key::Last, [("不低于", 1), ("低于", 2)]);
        let hit = table.longest_before("满意度不低于95", "满意度不低于".len());
        assert_eq!(hit.map(|hit| (hit.start, hit.tag)), Some((9, 1)));
    }

    #[test]
    fn names_are_found_by_their_numeral() {
        let table = WordTable::new(Key::Numeral, [("进一步", 7)]);
        assert_eq!(table.longest("将进一步", 6).map(|hit| hit.start), Some(3));
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        assert!(WordTable::default().longest("米", 0).is_none());
    }
}
