//! How the sheet is known that lists findings in an annotated workbook.

/// The name that such a workbook defines; it points to the list, which is no part of any
/// declaration.
pub const RESULT_SHEET: &str = "jixiao.result";

/// The name of the sheet that a reference leads to: `二月` of `'二月'!$A$1`.
pub fn referred_sheet(reference: &str) -> String {
    let name = reference.rsplit_once('!').map_or("", |(name, _)| name);
    match name.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_name_sheets() {
        assert_eq!(referred_sheet("检查结果!$A$1"), "检查结果");
        assert_eq!(referred_sheet("'二月''s!'!$A$1"), "二月's!");
        assert_eq!(referred_sheet("#REF!$A$1"), "#REF");
        assert_eq!(referred_sheet("$A$1"), "");
    }
}
