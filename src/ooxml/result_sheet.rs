//! How the sheet is known that lists findings in an annotated workbook.

/// The name that such a workbook defines; it points to the list, which is no part of any
/// declaration.
pub const RESULT_SHEET: &str = "jixiao.result";
