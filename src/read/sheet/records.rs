//! The records of an xls: numbered pieces one behind the other, and the texts in them, which may go
//! on in the record behind.

use super::workbook::Refusal;

/// A record that goes on where the one before has ended.
const CONTINUE: u16 = 0x003c;

/// A record with those that continue it.
pub(super) struct Record<'s> {
    pub(super) kind: u16,
    pub(super) data: &'s [u8],
    more: Vec<&'s [u8]>,
}

/// The records of a stream from some place on.
pub(super) struct Records<'s> {
    rest: &'s [u8],
}

impl<'s> Records<'s> {
    pub(super) fn new(rest: &'s [u8]) -> Self {
        Self { rest }
    }

    /// How many bytes lie ahead.
    pub(super) fn ahead(&self) -> usize {
        self.rest.len()
    }

    fn one(&mut self) -> Option<(u16, &'s [u8])> {
        let (head, behind) = self.rest.split_first_chunk::<4>()?;
        let [a, b, c, d] = *head;
        let (data, rest) = behind.split_at_checked(usize::from(u16::from_le_bytes([c, d])))?;
        self.rest = rest;
        Some((u16::from_le_bytes([a, b]), data))
    }

    fn continues(&self) -> bool {
        self.rest.get(..2) == Some(&CONTINUE.to_le_bytes()[..])
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        while self.continues() {
            more.push(self.one()?.1);
        }
        Some(Record { kind, data, more })
    }
}

impl<'s> Record<'s> {
    /// Two bytes at an offset of the record's own data.
    pub(super) fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.data.get(at..)?.first_chunk::<2>()?;
        Some(u16::from_le_bytes(*bytes))
    }

    /// Four bytes.
    pub(super) fn long(&self, at: usize) -> Option<u32> {
        let bytes = self.data.get(at..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes))
    }

    /// A reader of all that the record holds, from an offset on.
    pub(super) fn reader(&self, at: usize) -> Pieces<'s> {
        let own = self.data.get(at..).unwrap_or_default();
        let mut pieces: Vec<&[u8]> = self.more.iter().rev().copied().collect();
        pieces.push(own);
        Pieces { pieces }
    }
}

/// The data of a record and those that continue it, the next piece last.
pub(super) struct Pieces<'s> {
    pieces: Vec<&'s [u8]>,
}

impl<'s> Pieces<'s> {
    fn byte(&mut self) -> Result<u8, Refusal> {
        loop {
            let piece = self.pieces.last_mut().ok_or(Refusal::Broken)?;
            if let Some((first, rest)) = piece.split_first() {
                *piece = rest;
                return Ok(*first);
            }
            self.pieces.pop();
        }
    }

    fn short(&mut self) -> Result<u16, Refusal> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) -> Result<(), Refusal> {
        while count > 0 {
            let piece = self.pieces.last_mut().ok_or(Refusal::Broken)?;
            let part = piece.len().min(count);
            *piece = piece.get(part..).unwrap_or_default();
            count -= part;
            if piece.is_empty() {
                self.pieces.pop();
            }
        }
        Ok(())
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.is_empty())
    }

    /// A text with its length in two bytes.
    pub(super) fn text(&mut self) -> Result<String, Refusal> {
        let length = self.short()?;
        self.letters(length)
    }

    /// A text with its length in one byte.
    pub(super) fn short_text(&mut self) -> Result<String, Refusal> {
        let length = self.byte()?;
        self.letters(length.into())
    }

    /// The letters of a text, its flags in front; fonts and how it is pronounced are passed over.
    fn letters(&mut self, length: u16) -> Result<String, Refusal> {
        let flags = self.byte()?;
        let runs = match flags & 0x08 {
            0 => 0,
            _ => self.short()?,
        };
        let spoken = match flags & 0x04 {
            0 => 0,
            _ => u32::from(self.short()?) | u32::from(self.short()?) << 16,
        };
        let mut units: Vec<u16> = Vec::new();
        let mut wide = flags & 0x01 != 0;
        for _ in 0..length {
            // Letters that go on in the next record have flags of their own.
            while self.pieces.last().is_some_and(|piece| piece.is_empty()) {
                self.pieces.pop();
                wide = match self.pieces.is_empty() {
                    true => return Err(Refusal::Broken),
                    false => self.byte()? & 0x01 != 0,
                };
            }
            units.push(match wide {
                true => self.short()?,
                false => self.byte()?.into(),
            });
        }
        self.skip(usize::from(runs) * 4)?;
        self.skip(usize::try_from(spoken).map_err(|_| Refusal::Broken)?)?;
        Ok(String::from_utf16_lossy(&units)
            .replace("\r\n", "\n")
            .replace('\r', "\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).expect("a short record");
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    #[test]
    fn texts_go_on_in_the_next_record() {
        // Two letters of one byte, then one of two.
        let stream = [
            record(0x00fc, &[3, 0, 0, b'a', b'b']),
            record(CONTINUE, &[1, 0x00, 0x4e]),
            record(0x000a, &[]),
        ]
        .concat();
        let mut records = Records::new(&stream);
        let first = records.next().expect("a record");
        let mut reader = first.reader(0);
        assert_eq!(reader.text(), Ok("ab一".to_owned()));
        assert!(reader.is_empty());
        assert_eq!(records.next().map(|it| it.kind), Some(0x000a));
        assert!(records.next().is_none());
    }

    #[test]
    fn fonts_and_sounds_are_passed_over() {
        let data = [
            1, 0, 0x0d, 1, 0, 2, 0, 0, 0, 0x00, 0x4e, 9, 9, 9, 9, 8, 8, 1, 0, 0, b'x',
        ];
        let stream = record(0x00fc, &data);
        let record = Records::new(&stream).next().expect("a record");
        let mut reader = record.reader(0);
        assert_eq!(reader.text(), Ok("一".to_owned()));
        assert_eq!(reader.text(), Ok("x".to_owned()));
        assert_eq!(reader.text(), Err(Refusal::Broken));
    }
}
