//! What a passage says (stub).
/// Words.
#[derive(Default)]
pub struct Lexicon;
impl Lexicon {
    /// New.
    pub fn new(_: &LexiconData) -> Self {
        Self
    }
}
/// Words as data.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LexiconData {}
impl LexiconData {
    /// Merge.
    pub fn merge(&mut self, _: LexiconData) {}
}
/// Longest common part of two texts.
pub fn longest_common(_: &str, _: &str) -> Option<crate::source::TextRange> {
    None
}
