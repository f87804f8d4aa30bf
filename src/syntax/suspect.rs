//! Characters that are not what they seem: letters of other alphabets in names, radicals in place of
//! characters, and characters that are not seen at all.
//!
//! A name with such a letter is another name, a text with an unseen character matches nothing, and
//! a character that turns the direction of writing shows a rule other than the one that runs. They
//! come with what is pasted from web pages and PDF files.

use super::keyword;
use super::lexer::Kind;

/// What is wrong with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suspect {
    /// It looks like this one.
    LooksLike(char),
    /// It is a form of a character that is only there for other character sets.
    Compatibility,
    /// The whole word is a keyword in full width.
    FullWidth,
    /// It is not seen.
    Hidden,
}

/// The first suspect character of a token: where it stands, what it is, what is wrong.
pub(super) fn found(kind: Kind, text: &str) -> Option<(usize, char, Suspect)> {
    let mut chars = text.char_indices();
    match kind {
        Kind::Word => word(text),
        Kind::Quoted(_) => chars
            .find(|(_, c)| is_hidden(*c) || *c == '\u{FEFF}')
            .map(|(at, c)| (at, c, Suspect::Hidden)),
        Kind::Symbol(c) if is_hidden(c) => Some((0, c, Suspect::Hidden)),
        Kind::Symbol(c) => radical(c).map(|meant| (0, c, Suspect::LooksLike(meant))),
        Kind::Number | Kind::Open(_) | Kind::Close(_) => None,
    }
}

/// The first character of a comment that turns the direction of writing.
pub(super) fn turned(text: &str) -> Option<(usize, char)> {
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.char_indices().find(|(_, c)| turns(*c))
}

fn word(text: &str) -> Option<(usize, char, Suspect)> {
    let mut chars = text.char_indices();
    if text.is_ascii() {
        return None;
    }
    if let Some((at, c)) = chars.find(|(_, c)| matches!(c, '\u{F900}'..='\u{FAFF}')) {
        return Some((at, c, Suspect::Compatibility));
    }
    let half: String = text.chars().map(half_letter).collect();
    if half != text && keyword::find(&half).is_some() {
        return Some((0, text.chars().next()?, Suspect::FullWidth));
    }
    // A word of another alphabet is a word; one mixed with ours, or that looks all ours, is not.
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    let all = text.chars().all(|c| alike(c).is_some());
    let mut chars = text.char_indices();
    let (at, c, meant) = chars.find_map(|(at, c)| Some((at, c, alike(c)?)))?;
    let cyrillic = matches!(c, '\u{400}'..='\u{52F}');
    (latin || all || cyrillic).then_some((at, c, Suspect::LooksLike(meant)))
}

/// A full-width letter in half width.
pub(super) fn half_letter(c: char) -> char {
    match c {
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(c).saturating_sub(0xFEE0)).unwrap_or(c)
        }
        _ => c,
    }
}

/// Whether a character is not seen, or turns the direction of writing.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// The Latin letter that a Cyrillic or Greek one looks like.
fn alike(c: char) -> Option<char> {
    let index = FOREIGN.chars().position(|foreign| foreign == c)?;
    LATIN.chars().nth(index)
}

const FOREIGN: &str = "аеорсухіјѕһԁАВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορ";
const LATIN: &str = "aeopcyxijshdABESIJKMHOPCTYXABEZHIKMNOPTYXaivop";

/// The character that a Kangxi radical looks like.
fn radical(c: char) -> Option<char> {
    let index = u32::from(c).checked_sub(0x2F00)?;
    RADICALS.chars().nth(usize::try_from(index).ok()?)
}

/// The characters of the radicals from U+2F00 on.
const RADICALS: &str = "\
一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸\
屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父\
爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自\
至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面\
革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_apart() {
        assert_eq!(FOREIGN.chars().count(), LATIN.chars().count());
        assert_eq!(RADICALS.chars().count(), 214);
        let seen = |text| found(Kind::Word, text).map(|(_, _, suspect)| suspect);
        assert_eq!(seen("rulе"), Some(Suspect::LooksLike('e')));
        assert_eq!(seen("ｒｕｌｅ"), Some(Suspect::FullWidth));
        assert_eq!(seen("α系数"), None);
        assert_eq!(seen("资金"), None);
        assert_eq!(radical('⽉'), Some('月'));
    }
}
