//! `grammar/builtins.md`: the functions, and the records and words of facts.

use std::collections::BTreeSet;

use jixiao::builtins::{self, Builtin, Kind};
use jixiao::types::{RecordTy, Ty};

use super::{cell, marked};

/// The page.
pub(super) fn page() -> String {
    let mut page = String::from(
        "# 函数\n\n\
         规则语言的全部函数，中文、英文两种名称，用哪一种都可以。\n\
         例子由测试运行。\n\
         参数有一项缺失，结果就是缺失，除非另有说明。\n\
         写着“by …”的，`by` 后面是每一项按什么算：`it` 是这一项，也可以直接写它的部分。\n\n",
    );
    for (title, table) in builtins::families() {
        page.push_str(&format!("- [{title}](#{title})\n"));
        assert!(!table.is_empty());
    }
    let mut words = BTreeSet::new();
    for (title, table) in builtins::families() {
        page.push_str(&format!("\n## {title}\n"));
        for builtin in *table {
            page.push_str(&function(builtin, &mut words));
        }
    }
    page.push_str("\n## 事实的词\n\n事实里说“哪一种”的部分，取值是下面的词，两种写法都可以。\n");
    for line in words {
        page.push_str(&format!("\n{line}\n"));
    }
    marked(&page, "the tables in `src/builtins`")
}

fn function(builtin: &Builtin, words: &mut BTreeSet<String>) -> String {
    let params: Vec<String> = builtin
        .params
        .iter()
        .map(|param| match param.kind {
            Kind::Keyed => format!("{} by …", param.name),
            _ => param.name.to_owned(),
        })
        .collect();
    let params = params.join(", ");
    let mut text = format!("\n### {}({params}) `{}`\n\n", builtin.zh, builtin.en);
    text.push_str(&format!("{}\n", builtin.doc));
    let kinds: Vec<String> = builtin
        .params
        .iter()
        .map(|param| format!("{}：{}", param.name, param.kind.words()))
        .collect();
    let types: Vec<Ty> = builtin.params.iter().map(|it| sample(it.kind)).collect();
    let result = (builtin.result)(&types);
    text.push_str(&format!(
        "参数 {}；得出{}。\n\n",
        kinds.join("，"),
        result_words(&result)
    ));
    let (example, value) = builtin.example;
    text.push_str(&format!("例：`{example}` 得 `{value}`\n"));
    let record = result.element().unwrap_or(&result);
    if let Ty::Record(record) = record {
        text.push_str(&format!("\n{}", fields(record, words)));
    }
    text
}

/// What a function gives, without the type of what it was given.
fn result_words(ty: &Ty) -> String {
    match ty {
        Ty::Unknown => "与参数同类的值".to_owned(),
        Ty::List(element) if **element == Ty::Unknown => "列表".to_owned(),
        Ty::List(element) => match element.as_ref() {
            Ty::Record(record) => format!("列表，每项是{}", record.name),
            other => format!("列表（{other}）"),
        },
        Ty::Record(record) => record.name.clone(),
        other => other.to_string(),
    }
}

/// The fields of a record as a table; the words that they may hold go to `words`.
pub(super) fn fields(record: &RecordTy, words: &mut BTreeSet<String>) -> String {
    let mut table = String::from("| 部分 | 英文 | 类型 |\n|---|---|---|\n");
    for member in &record.fields {
        let ty = match &member.ty {
            Ty::List(element) => match element.as_ref() {
                Ty::Record(inner) if inner.name != record.name => {
                    format!("列表，每项是{}", inner.name)
                }
                other => result_words(&Ty::list(other.clone())),
            },
            other => result_words(other),
        };
        table.push_str(&format!(
            "| {} | `{}` | {} |\n",
            member.zh,
            member.en,
            cell(&ty)
        ));
        if let Ty::Word(word) = &member.ty {
            let list: Vec<String> = word
                .words
                .iter()
                .map(|(zh, en)| format!("{zh} `{en}`"))
                .collect();
            words.insert(format!("**{}**：{}。", word.name, list.join("、")));
        }
    }
    table
}

fn sample(kind: Kind) -> Ty {
    match kind {
        Kind::Text | Kind::Texts => Ty::Text,
        Kind::Number => Ty::Unknown,
        Kind::Date => Ty::Date,
        Kind::List | Kind::Values | Kind::Numbers | Kind::Keyed => Ty::list(Ty::Unknown),
        Kind::Words => Ty::Terms,
        Kind::Any => Ty::Unknown,
    }
}
