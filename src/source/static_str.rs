//! Texts of packs, most of which lie in the binary.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that never changes: one of the binary where it lies there, a text of its own where it was
/// read from a file. To take it out of the binary copies nothing, so that a pack full of texts that
/// a run does not show costs next to nothing.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StaticStr(Cow<'static, str>);

impl StaticStr {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for StaticStr {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for StaticStr {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for StaticStr {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<String> for StaticStr {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

impl From<&str> for StaticStr {
    fn from(text: &str) -> Self {
        Self(Cow::Owned(text.to_owned()))
    }
}

impl From<StaticStr> for String {
    fn from(text: StaticStr) -> Self {
        text.0.into_owned()
    }
}

impl PartialEq<str> for StaticStr {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for StaticStr {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Debug for StaticStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl fmt::Display for StaticStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for StaticStr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de: 'static> Deserialize<'de> for StaticStr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for as bytes, which postcard writes in the same way, the text comes unchecked: to
        // check it here takes a tenth of the time.
        deserializer.deserialize_bytes(Bytes)
    }
}

struct Bytes;

impl Visitor<'static> for Bytes {
    type Value = StaticStr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes of a text")
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'static [u8]) -> Result<StaticStr, E> {
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Ok(StaticStr(Cow::Borrowed(text))),
            Err(_) => Err(E::invalid_value(Unexpected::Bytes(bytes), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_as_any_other_and_taken_where_it_lies() {
        let texts = vec![StaticStr::from("绩效"), StaticStr::default()];
        let written = postcard::to_stdvec(&texts).expect("texts");
        assert_eq!(postcard::to_stdvec(&vec!["绩效", ""]), Ok(written.clone()));
        let bytes: &'static [u8] = written.leak();
        let read: Vec<StaticStr> = postcard::from_bytes(bytes).expect("texts");
        assert_eq!(read, texts);
        assert!(matches!(read.as_slice(), [StaticStr(Cow::Borrowed(_)), ..]));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(postcard::from_bytes::<StaticStr>(&[2, 0xe7, 0xbb]).is_err());
    }
}
