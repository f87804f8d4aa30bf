//! Changed text documents: the XML of the samples with elements and texts moved about.

use std::fs;

use jixiao::ooxml::Package;

use crate::support::{Random, root};
use crate::word::hostile;

/// The main parts of the samples.
pub(super) fn texts() -> Vec<String> {
    let folder = fs::read_dir(root().join("declarations/word")).expect("the folder");
    let mut paths: Vec<_> = folder.map(|it| it.expect("an entry").path()).collect();
    paths.sort();
    let text = |path| {
        let bytes = fs::read(path).expect("readable");
        let mut package = Package::open(&bytes).expect("a package");
        let part = package.part("word/document.xml").expect("readable");
        String::from_utf8(part.expect("a part")).expect("UTF-8")
    };
    paths.iter().map(text).collect()
}

pub(super) fn changed(samples: &[String], random: &mut Random) -> String {
    let xml: &String = random.pick(samples);
    hostile::changed(xml, random)
}
