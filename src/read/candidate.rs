//! Which files of a folder are declarations.
//!
//! Only asked for files found in a folder: a file that the user names is always read.

use super::reader;
use super::toml;

/// What the names of results end with that stand beside declarations.
pub const RESULT: &str = ".结果.txt";

/// What the names of annotated copies end with, before the ending.
pub const ANNOTATED: &str = ".批注";
/// What stands before the ending of the names of mended copies.
pub const FIXED: &str = ".修正";

/// Whether a file found in a folder is to be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// It is.
    Yes,
    /// It is passed over, for this reason.
    No(String),
}

/// Whether the file `name` with these first bytes is a declaration: a file of a known kind, and in
/// TOML only one with the key `form`.
///
/// Documents that no reader reads (`.doc`, `.pdf`) count too: silence about them would look like
/// a pass. They are reported as unreadable, with the way to convert them.
pub fn is_candidate(name: &str, first: &[u8]) -> Candidate {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if file.starts_with('.') || file.starts_with("~$") {
        return Candidate::No("隐藏文件或临时文件".to_owned());
    }
    if file.ends_with(RESULT) {
        return Candidate::No("是检查的结果".to_owned());
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if stem.ends_with(ANNOTATED) {
        return Candidate::No("是带批注的副本".to_owned());
    }
    if stem.ends_with(FIXED) {
        return Candidate::No("是修正后的副本".to_owned());
    }
    let ending = reader::extension(name).unwrap_or_default();
    match ending.as_str() {
        "toml" if toml::has_form_key(first) => Candidate::Yes,
        "toml" => Candidate::No("TOML 文件里没有 form 一项，不是申报表".to_owned()),
        "doc" | "docx" | "wps" | "rtf" | "pdf" | "ofd" => Candidate::Yes,
        _ if reader::find(name).is_some() => Candidate::Yes,
        _ => Candidate::No("不是申报表的文件类型".to_owned()),
    }
}
