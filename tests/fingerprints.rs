//! Fingerprints say which finding is which, whatever moves around it: laws over the sample
//! declarations and the corpus.

use std::collections::BTreeSet;
use std::fs;

use jixiao::diag::{DocumentReport, Finding};

use crate::support::{declarations, judge, on_line, root};

/// All sample texts in UTF-8: name and text.
fn texts() -> Vec<(String, String)> {
    let corpus = fs::read_dir(root().join("tests/data/corpus")).expect("the corpus");
    let corpus = corpus.map(|entry| entry.expect("an entry").path());
    let corpus = corpus.filter(|path| path.extension().is_some_and(|it| it == "txt"));
    let mut found: Vec<(String, String)> = corpus
        .map(|path| {
            (
                path.to_string_lossy().into_owned(),
                fs::read(&path).expect("readable"),
            )
        })
        .chain(declarations())
        .filter(|(name, _)| name.ends_with(".txt"))
        .filter_map(|(name, bytes)| Some((name, String::from_utf8(bytes).ok()?)))
        .collect();
    found.sort();
    assert!(found.len() > 15);
    found
}

/// The findings of a text that are not about what the change itself touches.
fn kept(name: &str, text: &str, left_out: &[&str]) -> Vec<(String, String)> {
    let reports = judge(name, text);
    let findings = reports.iter().flat_map(|it| &it.findings);
    let mut found: Vec<(String, String)> = findings
        .filter(|it| !left_out.iter().any(|rule| it.rule.starts_with(rule)))
        .map(|it| (it.rule.clone(), it.fingerprint.clone()))
        .collect();
    found.sort();
    found
}

/// Checks that a change of all texts leaves all fingerprints as they are.
fn unchanged_by(left_out: &[&str], change: impl Fn(&str) -> String) {
    let mut compared = 0;
    for (name, text) in texts() {
        let before = kept(&name, &text, left_out);
        assert_eq!(before, kept(&name, &change(&text), left_out), "{name}");
        compared += before.len();
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn lines_may_move() {
    unchanged_by(&[], |text| format!("\n\n\n{text}"));
    unchanged_by(&[], |text| text.replace("\n\n", "\n\n\n\n"));
    unchanged_by(&[], |text| text.replace('\n', "\r\n"));
    unchanged_by(&[], |text| format!("\u{feff}{text}"));
}

#[test]
fn digits_may_be_wide() {
    unchanged_by(&["wording", "money-format"], |text| {
        let wide = |c: char| match c {
            '0'..='9' => char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap_or(c),
            c => c,
        };
        text.chars().map(wide).collect()
    });
}

/// Numbers of items, at the beginning of a line, in their order.
fn renumbered(text: &str) -> String {
    let line = |line: &str| {
        let start = line.len() - line.trim_start().len();
        let (blank, rest) = line.split_at(start);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = rest.split_at(digits);
        match number.parse::<u32>() {
            // An amount is no number of an item.
            Ok(number)
                if digits < 3
                    && behind.starts_with(['.', '．', '、'])
                    && !behind.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) =>
            {
                format!("{blank}{}{behind}", number + 1)
            }
            _ => line.to_owned(),
        }
    };
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join("\n")
}

#[test]
fn items_may_be_numbered_anew() {
    unchanged_by(&["numbering-order"], renumbered);
}

#[test]
fn findings_that_are_alike_are_told_apart() {
    for (name, text) in texts() {
        for report in judge(&name, text.as_str()) {
            let fingerprints: BTreeSet<&str> = report
                .findings
                .iter()
                .map(|it| it.fingerprint.as_str())
                .collect();
            assert_eq!(fingerprints.len(), report.findings.len(), "{name}");
        }
    }
}

#[test]
fn other_items_may_change() {
    let mut compared = 0;
    for (name, text) in texts() {
        let reports = judge(&name, text.as_str());
        let [before] = reports.as_slice() else {
            continue;
        };
        let lines: Vec<&str> = text.split('\n').collect();
        for (number, line) in lines.iter().enumerate() {
            let item = line.trim_start().starts_with(|c: char| c.is_ascii_digit());
            let at = number as u32 + 1;
            let touched = |it: &Finding| on_line(before, it, at).next().is_some();
            if !item || !line.contains('；') || before.findings.iter().any(touched) {
                continue;
            }
            let mut changed = lines.clone();
            let other = line.replace('；', "，并按规定公开；");
            changed[number] = &other;
            let after = judge(&name, changed.join("\n"));
            let [after] = after.as_slice() else {
                panic!("{name}")
            };
            let left = |report: &DocumentReport| -> BTreeSet<String> {
                report
                    .findings
                    .iter()
                    .map(|it| it.fingerprint.clone())
                    .collect()
            };
            let lost: Vec<_> = left(before).difference(&left(after)).cloned().collect();
            assert!(lost.is_empty(), "{name}:{at} {lost:?}");
            compared += before.findings.len();
        }
    }
    assert!(compared > 40, "{compared}");
}

const GROUPS: [&str; 2] = [
    "产出指标一：\n疏浚河道\t1.河道清淤约32公里。\n2.栽植岸线植被，恢复河岸自然面貌。\n",
    "产出指标二：\n保障供水\t1.抽检水样约96份。\n2.加强管网巡查，做好日常养护。\n",
];

fn form(groups: &[&str]) -> String {
    format!(
        "部门整体支出绩效目标申报表\n（2023年度）\n单位名称\t澜江市水务局\n\
         部门预算资金情况（万元）\n资金总额：\t100.00\n基本支出：\t40.00\n项目支出：\t60.00\n\
         年度绩效目标\t一、疏浚河道。\n二、保障供水。\n年度绩效指标\n{}",
        groups.concat()
    )
}

#[test]
fn sections_may_move() {
    let swapped = [GROUPS[1].replace('二', "一"), GROUPS[0].replace('一', "二")];
    let before = kept("x.txt", &form(&GROUPS), &[]);
    assert!(before.len() >= 4, "{before:?}");
    let after = kept("x.txt", &form(&[&swapped[0], &swapped[1]]), &[]);
    assert_eq!(before, after);
}

#[test]
fn another_text_is_another_finding() {
    let text = form(&GROUPS);
    let before: BTreeSet<_> = kept("x.txt", &text, &[]).into_iter().collect();
    for (from, to, rule) in [
        ("约32公里", "约33公里", "value-definite"),
        ("约96份", "大约96份", "value-definite"),
        ("岸线植被", "岸边植被", "output-quantified"),
    ] {
        let after: BTreeSet<_> = kept("x.txt", &text.replace(from, to), &[])
            .into_iter()
            .collect();
        let gone: Vec<_> = before.difference(&after).collect();
        let of = gone.iter().filter(|(it, _)| it == rule).count();
        assert_eq!(of, 1, "{from}: {gone:?}");
    }
}
