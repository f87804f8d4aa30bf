//! Relationships of a part: which other parts of the package it uses, and as what.

use super::package::{Damage, Package};
use super::xml::{Event, Space, Xml, decoded};

/// The most relationships that are read.
const MOST: usize = 10_000;

/// The other parts that a part uses: the last word of the type, and the part's name.
///
/// What lies outside of the package is left out: nothing is ever fetched. Relationships that cannot
/// be read are none.
pub(super) fn relations(
    package: &mut Package<'_>,
    part: &str,
) -> Result<Vec<(String, String)>, Damage> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let separator = if folder.is_empty() { "" } else { "/" };
    let name = format!("{folder}{separator}_rels/{file}.rels");
    let Some(bytes) = package.part(&name)? else {
        return Ok(Vec::new());
    };
    let text = decoded(bytes).unwrap_or_default();
    let mut xml = Xml::new(&text);
    let mut found = Vec::new();
    while found.len() < MOST
        && let Ok((event, _)) = xml.next()
    {
        let tag = match event {
            Event::Open(tag) => tag,
            Event::End => break,
            Event::Close | Event::Text | Event::Literal | Event::Reference(_) => continue,
        };
        if tag.space != Space::Relationships || tag.name() != "Relationship" {
            continue;
        }
        let outside = tag.attribute("TargetMode");
        if outside.is_some_and(|mode| mode.eq_ignore_ascii_case("external")) {
            continue;
        }
        if let (Some(kind), Some(target)) = (tag.attribute("Type"), tag.attribute("Target")) {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.push((kind, resolved(folder, &target)));
        }
    }
    Ok(found)
}

/// The name of the part that `target` names as seen from `folder`.
fn resolved(folder: &str, target: &str) -> String {
    let mut names: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|name| !name.is_empty()).collect(),
    };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_names_of_parts() {
        assert_eq!(resolved("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word", "../a/./b.xml"), "a/b.xml");
        assert_eq!(resolved("", "../../etc/passwd"), "etc/passwd");
    }
}
