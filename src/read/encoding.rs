//! Bytes to text, whatever character set they are in.
//!
//! In this order: byte order mark, strict UTF-8, UTF-16 by its pattern of zero bytes (the detector
//! does not know UTF-16), then detection without a hint of the country (with one it takes Big5 for
//! GBK), and GB18030 where that leads nowhere. Bytes that mean nothing become U+FFFD and are
//! reported.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::source::TextRange;

use super::reader::Unreadable;

/// Decoded text.
pub(super) struct Decoded {
    /// The text without byte order mark.
    pub(super) text: String,
    /// The usual name of the character set.
    pub(super) encoding: &'static str,
    /// Where bytes were replaced.
    pub(super) replaced: Vec<TextRange>,
}

/// Decodes a file, or says why it is no text.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Unreadable> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::because(
            "文件是空的",
            "请确认文件已经保存，并且填写了内容",
        ));
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        return finish(encoding, rest);
    }
    // Ten times as fast as the standard library's check, worth more than the copy it costs.
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return clean(text.into_owned(), "UTF-8", Vec::new());
    }
    if let Some(encoding) = utf16(bytes) {
        return finish(encoding, bytes);
    }
    if looks_binary(bytes) {
        return Err(binary());
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    let encoding = if guess == GBK || guess == GB18030 {
        GB18030
    } else {
        guess
    };
    let (_, damaged) = encoding.decode_without_bom_handling(bytes);
    // A handful of broken bytes in an otherwise Chinese text must not lead to a Western guess.
    if damaged || !chinese(encoding) {
        let utf8_errors = errors(UTF_8, bytes);
        let gb_errors = errors(GB18030, bytes);
        return if utf8_errors * 8 < bytes.len() && utf8_errors <= gb_errors {
            finish(UTF_8, bytes)
        } else {
            finish(GB18030, bytes)
        };
    }
    finish(encoding, bytes)
}

/// The bytes of a changed text in the character set of the file it was read from, with its byte
/// order mark; `None` when that cannot be done without changing anything else.
pub fn encode_like(file: &[u8], text: &str) -> Option<Vec<u8>> {
    let before = decode(file).ok()?;
    let encoding = Encoding::for_label(before.encoding.as_bytes())?;
    let mark = Encoding::for_bom(file).map_or(0, |(_, length)| length);
    let mark = file.get(..mark)?;
    let written = |text: &str| {
        let mut bytes = mark.to_vec();
        bytes.extend(encode(encoding, text)?);
        Some(bytes)
    };
    // What cannot be written back as it stands is not touched.
    (written(&before.text)? == file).then(|| written(text))?
}

fn encode(encoding: &'static Encoding, text: &str) -> Option<Vec<u8>> {
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    if encoding == UTF_16LE {
        return Some(units(u16::to_le_bytes));
    }
    if encoding == UTF_16BE {
        return Some(units(u16::to_be_bytes));
    }
    let (bytes, _, unmappable) = encoding.encode(text);
    (!unmappable).then(|| bytes.into_owned())
}

fn chinese(encoding: &'static Encoding) -> bool {
    matches!(encoding.name(), "gb18030" | "GBK" | "Big5" | "UTF-8")
}

/// How many replacement characters decoding leaves.
fn errors(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    if damaged {
        text.matches('\u{fffd}').count()
    } else {
        0
    }
}

fn finish(encoding: &'static Encoding, bytes: &[u8]) -> Result<Decoded, Unreadable> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let replaced = if damaged {
        replacements(&text)
    } else {
        Vec::new()
    };
    let name = match encoding.name() {
        "gb18030" => "GB18030",
        name => name,
    };
    clean(text.into_owned(), name, replaced)
}

/// The last look: a text that is mostly noise is no text.
fn clean(
    text: String,
    encoding: &'static str,
    replaced: Vec<TextRange>,
) -> Result<Decoded, Unreadable> {
    if memchr::memchr(0, text.as_bytes()).is_some() || replaced.len() * 20 > text.len() {
        return Err(binary());
    }
    if text.len() > u32::MAX as usize / 2 {
        return Err(Unreadable::because("文件太大", "请确认选中的是申报表"));
    }
    Ok(Decoded {
        text,
        encoding,
        replaced,
    })
}

/// The places of the replacement characters, neighbours as one.
fn replacements(text: &str) -> Vec<TextRange> {
    let mut found: Vec<TextRange> = Vec::new();
    for (at, mark) in text.match_indices('\u{fffd}') {
        let range = TextRange::of(at..at + mark.len());
        match found.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => found.push(range),
        }
    }
    found
}

/// UTF-16 without byte order mark: tabs, line ends and digits leave zero bytes on one side only.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |side: usize| {
        sample
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    match (even, odd) {
        (0, odd) if odd * 64 >= sample.len() && odd > 0 => Some(UTF_16LE),
        (even, 0) if even * 64 >= sample.len() && even > 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn looks_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    let controls = sample
        .iter()
        .filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c))
        .count();
    controls * 50 > sample.len()
}

fn binary() -> Unreadable {
    Unreadable::because(
        "内容不是文字",
        "请用原来的软件打开，另存为 .txt 文本后再检查",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_text_keeps_its_character_set() {
        let text = "绩效目标申报表\r\n培训12场，\t慰问80户。\r\n";
        let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        let (little, big): (Vec<u8>, Vec<u8>) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
        let gb = GB18030.encode(text).0.into_owned();
        for file in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [b"\xff\xfe".to_vec(), little].concat(),
            [b"\xfe\xff".to_vec(), big].concat(),
            gb.clone(),
        ] {
            assert_eq!(encode_like(&file, text).as_ref(), Some(&file));
            let changed = encode_like(&file, &text.replace('户', "家")).unwrap();
            assert_eq!(decode(&changed).unwrap().text, text.replace('户', "家"));
            assert_eq!(changed.len(), file.len());
        }
        // A byte that means nothing would be lost.
        let broken = [gb.as_slice(), b"\x81"].concat();
        assert_eq!(encode_like(&broken, text), None);
    }
}
