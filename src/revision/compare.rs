//! Two editions to what changed.

use crate::pack::Manifest;
use crate::workspace::Edition;

use super::changes::{Aspect, Change, Changes, Issue};
use super::pairs::{replaced, words};
use super::{forms, rules, values};

/// What changed from one edition to another.
pub fn compare(old: &Edition, new: &Edition) -> Changes {
    let digests = |edition: &Edition| -> Vec<String> {
        let packs = edition.packs.iter();
        packs.map(|pack| pack.digest.clone()).collect()
    };
    Changes {
        old: issue(&old.manifest),
        new: issue(&new.manifest),
        pack: manifest(&old.manifest, &new.manifest),
        forms: forms::changes(old, new),
        rules: rules::changes(old, new),
        values: values::changes(old, new),
        other_files: digests(old) != digests(new),
    }
}

/// An issue by its manifest.
pub(super) fn issue(manifest: &Manifest) -> Issue {
    Issue {
        id: manifest.id.clone(),
        version: manifest.version.to_string(),
        title: manifest.title.clone(),
        unofficial: manifest.unofficial,
    }
}

fn manifest(old: &Manifest, new: &Manifest) -> Vec<Change> {
    let plain = |aspect, old: &str, new: &str| replaced(aspect, "", old, new);
    let nature = |it: &Manifest| match it.unofficial {
        true => "非官方示例",
        false => "正式发布",
    };
    let base = |it: &Manifest| {
        let base = it.builds_on.as_ref();
        let base = base.map(|base| format!("{} {}", base.id, base.version));
        base.unwrap_or_else(|| "无".to_owned())
    };
    let engine = |it: &Manifest| {
        let engine = it.engine.as_ref().map(|it| format!("{it} 以上"));
        engine.unwrap_or_else(|| "各版".to_owned())
    };
    let mut found: Vec<Change> = Vec::new();
    found.extend(plain(Aspect::PackTitle, &old.title, &new.title));
    found.extend(plain(Aspect::Issuer, &old.issuer, &new.issuer));
    found.extend(plain(Aspect::Unofficial, nature(old), nature(new)));
    found.extend(plain(Aspect::Years, &old.years_words(), &new.years_words()));
    found.extend(words(
        Aspect::Units,
        "",
        &old.judges.units,
        &new.judges.units,
    ));
    found.extend(words(Aspect::Forms, "", &old.forms, &new.forms));
    found.extend(plain(Aspect::Base, &base(old), &base(new)));
    found.extend(plain(Aspect::Engine, &engine(old), &engine(new)));
    found
}
