//! How grave a finding or a message is.

use serde::{Deserialize, Serialize};

/// The three levels that officials use; the order is the order of gravity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 必改: the declaration would be sent back.
    Error,
    /// 应改: to be mended or waived with a reason.
    Warning,
    /// 提示: advice; never blocks.
    Hint,
}

impl Severity {
    /// The name in options and machine output.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }

    /// The name that officials use.
    pub fn title(self) -> &'static str {
        match self {
            Severity::Error => "必改",
            Severity::Warning => "应改",
            Severity::Hint => "提示",
        }
    }
}
