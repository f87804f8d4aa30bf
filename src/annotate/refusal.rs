//! Why no annotated copy of a file can be made, in words for the clerk.

use crate::ooxml::{Damage, Malformed};

/// Why no annotated copy can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has changed since it was checked: places would be wrong.
    Changed,
    /// The package cannot be read.
    Damaged(Damage),
    /// A part of it is no XML that can be patched.
    Malformed,
    /// A compound file of the old kind.
    Legacy,
    /// No office file at all, or none that has findings in it.
    Foreign,
}

impl Refusal {
    /// Why, one phrase in Chinese, with the way out.
    pub fn words(self) -> &'static str {
        match self {
            Refusal::Changed => "检查之后文件又改动了，请再检查一次",
            Refusal::Damaged(Damage::Encrypted) => "文件有密码，请去掉密码后再检查",
            Refusal::Damaged(Damage::TooLarge) => "文件太大，放不进批注",
            Refusal::Damaged(Damage::Broken | Damage::Ambiguous) | Refusal::Malformed => {
                "文件已经损坏，请用 WPS 或 Office 打开后另存一份再检查"
            }
            Refusal::Legacy => {
                "旧格式里写不了批注，请用 WPS 或 Office 另存为 .docx 或 .xlsx 后再检查"
            }
            Refusal::Foreign => "这种文件里写不了批注",
        }
    }
}

impl From<Damage> for Refusal {
    fn from(damage: Damage) -> Self {
        Refusal::Damaged(damage)
    }
}

impl From<Malformed> for Refusal {
    fn from(_: Malformed) -> Self {
        Refusal::Malformed
    }
}
