//! The nearest name, for “did you mean”.

/// The candidate nearest to `name`, if one is near enough to be meant: at most a third of its
/// characters differ, or it contains the name.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    let mut best: Option<(usize, &'c str)> = None;
    for candidate in candidates {
        if candidate == name || candidate.is_empty() {
            continue;
        }
        let other = candidate.to_lowercase();
        let distance = distance(&wanted, &other);
        let longest = length.max(other.chars().count());
        let contained = length > 1 && (candidate.contains(name) || name.contains(candidate));
        let near =
            distance * 3 <= longest || (longest <= 4 && distance * 2 <= longest) || contained;
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many characters must be changed, added, removed or swapped with their neighbour: the edit
/// distance of Levenshtein (1966), a swap counted once.
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&last, j) + usize::from(x != y))
                .min(at(&last, j + 1) + 1)
                .min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn finds_what_was_meant() {
        let fields = ["资金总额", "基本支出", "项目支出"];
        assert_eq!(nearest("基本支岀", fields), Some("基本支出"));
        assert_eq!(nearest("总额", fields), Some("资金总额"));
        assert_eq!(nearest("requrie", ["require", "rule"]), Some("require"));
        assert_eq!(nearest("备注", fields), None);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("rlue", "rule"), 1);
    }
}
