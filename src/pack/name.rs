//! Names of files inside a pack: the same and harmless on every system.

/// Longest name, in bytes.
const LONGEST: usize = 200;

/// Why a name may not stand in a pack; `None` when it may.
///
/// A name is a path of parts with `/` between them. What one system allows and another reads
/// otherwise is refused: such a pack could not be unpacked everywhere, or not to the same files.
pub(super) fn fault(name: &str) -> Option<&'static str> {
    let parts = || name.split('/');
    let bad = |c: char| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*');
    Some(match name {
        "" => "没有名称",
        _ if name.starts_with('/') || has_drive(name) => "是绝对路径",
        _ if name.contains('\\') => "用了反斜杠",
        _ if parts().any(|part| part == "..") => "要跳出规则包",
        _ if parts().any(|part| part.is_empty() || part == ".") => "路径里有空的一段",
        _ if name.chars().any(|c| c.is_control() || is_invisible(c)) => "含有看不见的字符",
        _ if name.chars().any(bad) => "含有不能用在文件名里的字符",
        _ if parts().any(|part| part.ends_with(['.', ' ']) || part.starts_with(' ')) => {
            "有一段的首尾是空格或者以点结尾"
        }
        _ if parts().any(is_device) => "是系统保留的名称",
        _ if name.len() > LONGEST => "名称太长",
        _ => return None,
    })
}

fn has_drive(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':')
}

/// Characters that are not seen or turn the text around them about.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

/// Whether a part of a path means a device on Windows, whatever its ending.
fn is_device(part: &str) -> bool {
    let stem = part
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let numbered = |prefix: &str| {
        let rest = stem.strip_prefix(prefix).unwrap_or_default();
        rest.len() == 1 && rest.bytes().all(|digit| digit.is_ascii_digit())
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// The name as systems see it that do not tell capitals from small letters.
pub(super) fn folded(name: &str) -> String {
    name.to_lowercase()
}
