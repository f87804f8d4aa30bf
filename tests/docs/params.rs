//! The parameters of a pack on its page: what each is for, its value, and which way later packs may
//! go.

use std::fs;

use jixiao::pack::Manifest;
use jixiao::source::SourceId;
use jixiao::syntax::ast::{Item, Param, ParamBound};
use jixiao::syntax::parse;

use super::cell;
use crate::support::root;

/// The section of a pack that has parameters.
pub(super) fn section(pack: &Manifest) -> String {
    let rows: String = files(pack).iter().map(|text| rows(text)).collect();
    match rows.is_empty() {
        true => String::new(),
        false => format!(
            "\n## 参数\n\n\
             后面的规则包用 `set` 改，自己的电脑上用 `jixiao.toml` 的 `[params]` 改；没有写明方向的，可高可低。\n\n\
             | 参数 | 值 | 后面的规则包 | 意思 |\n|---|---|---|---|\n{rows}"
        ),
    }
}

/// The texts of the pack's rule files, by name.
fn files(pack: &Manifest) -> Vec<String> {
    let folder = root().join("rules").join(&pack.id);
    let entries = fs::read_dir(folder).expect("the folder of the pack");
    let paths = entries.map(|it| it.expect("an entry").path());
    let mut paths: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|it| it == "rule"))
        .collect();
    paths.sort();
    let text = |path| fs::read_to_string(path).expect("a rule file");
    paths.iter().map(text).collect()
}

fn rows(text: &str) -> String {
    let items = parse(SourceId(0), text).file.items;
    let params = items.iter().filter_map(|item| match item {
        Item::Param(param) => Some(row(text, param)),
        _ => None,
    });
    params.collect()
}

fn row(text: &str, param: &Param) -> String {
    let name = &param.name.text;
    assert!(!param.doc.is_empty(), "{name} has no documentation");
    let bound = match param.bound {
        None => "",
        Some(ParamBound::MayOnlyFall) => "只许降低",
        Some(ParamBound::MayOnlyRise) => "只许提高",
        Some(ParamBound::Locked) => "不能改",
    };
    let value = param.value.loc.0.slice(text);
    let doc = cell(&param.doc.join(""));
    format!("| {name} | {value} | {bound} | {doc} |\n")
}
