//! The relationships of a part: which other parts it uses, under which ids.

use super::outline::{Malformed, Outline};

/// One relationship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relationship {
    /// Its id, unique in the part it starts from.
    pub id: String,
    /// Its type, a URI.
    pub kind: String,
    /// The name of the part it leads to; `None` when it leads out of the package.
    pub target: Option<String>,
}

impl Relationship {
    /// Whether its type ends with `word`, as all spellings of one type do.
    pub fn is(&self, word: &str) -> bool {
        self.kind.rsplit('/').next() == Some(word)
    }
}

/// The name of the part that holds the relationships of the part `name`; an empty name stands for
/// the package.
pub fn relationships_name(name: &str) -> String {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let joint = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{joint}_rels/{file}.rels")
}

/// The relationships that `bytes` hold of the part `name`.
pub fn relationships(name: &str, bytes: &[u8]) -> Result<Vec<Relationship>, Malformed> {
    let outline = Outline::read(bytes, 1)?;
    let all = outline.all("Relationship");
    Ok(all
        .map(|element| {
            let value = |name| element.attribute(name).unwrap_or_default().to_owned();
            let mode = element.attribute("TargetMode").unwrap_or_default();
            let outside = mode.eq_ignore_ascii_case("external");
            Relationship {
                id: value("Id"),
                kind: value("Type"),
                target: (!outside).then(|| resolved(name, &value("Target"))),
            }
        })
        .collect())
}

/// The name of the part that `target` means when it is written in the part `name`.
fn resolved(name: &str, target: &str) -> String {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut path: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_names_of_parts() {
        let name = "xl/worksheets/sheet1.xml";
        assert_eq!(
            relationships_name(name),
            "xl/worksheets/_rels/sheet1.xml.rels"
        );
        assert_eq!(relationships_name(""), "_rels/.rels");
        assert_eq!(resolved(name, "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved(name, "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolved("", "./word/document.xml"), "word/document.xml");
        assert_eq!(resolved("", "../../x"), "x");
    }
}
