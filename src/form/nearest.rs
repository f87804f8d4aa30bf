//! The nearest of some names, for suggestions.

/// The name closest to `name`, if one is close enough to be meant.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    names
        .into_iter()
        .map(|other| (distance(name, other), other))
        .filter(|&(distance, other)| {
            let longest = length.max(other.chars().count());
            distance * 2 <= longest || (other.contains(name) && length > 1)
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, other)| other)
}

/// The number of characters to insert, delete or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (&y, &above) in b.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(x != y))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found() {
        let names = ["基本支出", "项目支出", "资金总额"];
        assert_eq!(nearest("基本支岀", names), Some("基本支出"));
        assert_eq!(nearest("总额", names), Some("资金总额"));
        assert_eq!(nearest("联系电话", names), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
