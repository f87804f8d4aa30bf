//! Paths of files as URI references.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is written by its code in a path: all that RFC 3986 does not leave as it is, and `:`, which
/// would end a scheme.
const CODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path with forward slashes as a URI reference: from the root with the scheme `file`, else
/// relative.
pub(super) fn of_path(path: &str) -> String {
    let coded = utf8_percent_encode(path, CODED).to_string();
    let drive = path.as_bytes().get(1) == Some(&b':');
    match (drive, path.strip_prefix("//"), path.starts_with('/')) {
        // The colon of a drive stays: `C:/x`.
        (true, _, _) => format!("file:///{}", coded.replacen("%3A", ":", 1)),
        // A share of another machine.
        (false, Some(_), _) => format!("file:{coded}"),
        (false, None, true) => format!("file://{coded}"),
        (false, None, false) => coded,
    }
}

/// Whether the path starts in the folder where the program was called and stays in it.
pub(super) fn is_below(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    !drive && !path.starts_with('/') && path.split('/').all(|part| part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (path, uri) in [
            ("declarations/a.txt", "declarations/a.txt"),
            ("申报 表#1.txt", "%E7%94%B3%E6%8A%A5%20%E8%A1%A8%231.txt"),
            ("ab:c?d%.txt", "ab%3Ac%3Fd%25.txt"),
            ("/srv/a b.txt", "file:///srv/a%20b.txt"),
            ("C:/表/a.txt", "file:///C:/%E8%A1%A8/a.txt"),
            ("//server/a.txt", "file://server/a.txt"),
        ] {
            assert_eq!(of_path(path), uri);
        }
        assert!(is_below("a/b.txt") && is_below("a..b.txt"));
        assert!(!is_below("../a.txt") && !is_below("/a.txt") && !is_below("C:/a.txt"));
    }
}
