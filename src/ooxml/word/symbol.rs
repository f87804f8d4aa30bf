//! Characters of symbol fonts, which have their own tables: the ones that declarations use.

/// The character that `code` shows in the symbol font `font`; itself in other fonts.
///
/// Symbol fonts are addressed at `F000` and up; what has no common character stays there.
pub(super) fn shown(font: &str, code: u32) -> Option<char> {
    let slot = match code {
        0xf020..=0xf0ff => code - 0xf000,
        _ => code,
    };
    let symbol = match (font.to_ascii_lowercase().as_str(), slot) {
        ("symbol", 0x20..=0x22 | 0x25 | 0x28..=0x29 | 0x2b..=0x3f | 0x5b | 0x5d) => {
            return char::from_u32(slot);
        }
        ("symbol", 0xa3) => '≤',
        ("symbol", 0xa5) => '∞',
        ("symbol", 0xb0) => '°',
        ("symbol", 0xb1) => '±',
        ("symbol", 0xb3) => '≥',
        ("symbol", 0xb4) => '×',
        ("symbol", 0xb7) => '•',
        ("symbol", 0xb8) => '÷',
        ("symbol", 0xb9) => '≠',
        ("symbol", 0xbb) => '≈',
        ("wingdings", 0x6c) => '●',
        ("wingdings", 0x6e) => '■',
        ("wingdings", 0x6f | 0x71 | 0x72 | 0xa8) => '☐',
        ("wingdings", 0x75) => '◆',
        ("wingdings", 0x81..=0x8a) => return char::from_u32(u32::from('①') + slot - 0x81),
        ("wingdings", 0xa1) => '○',
        ("wingdings", 0xd8) => '➢',
        ("wingdings", 0xfb) => '✗',
        ("wingdings", 0xfc) => '✓',
        ("wingdings", 0xfd) => '☒',
        ("wingdings", 0xfe) => '☑',
        ("wingdings 2", 0x50) => '✓',
        ("wingdings 2", 0x52) => '☑',
        ("wingdings 2", 0x53 | 0x54) => '☒',
        ("wingdings 2", 0x2a | 0xa3) => '☐',
        _ => return char::from_u32(code).filter(|c| !c.is_control()),
    };
    Some(symbol)
}
