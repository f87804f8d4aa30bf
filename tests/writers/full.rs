//! `full`.

use jixiao::diag::{DocumentReport, Finding, PlaceRole, Severity};
use jixiao::source::TextRange;
use jixiao::write::Options;

use super::reports::{
    FORM, GOAL, at, document, finding, hard_places, mixed, place, render, render_with, skipped,
    snapshot, subtotal, totals, valued,
};

#[test]
fn full_shows_values_over_several_lines() {
    let documents = [document("declarations/education.txt", FORM, vec![totals()])];
    snapshot(
        "full-totals.txt",
        &render("full", &Options::default(), &documents),
    );
    let options = Options {
        color: true,
        ..Options::default()
    };
    snapshot(
        "full-totals-color.txt",
        &render("full", &options, &documents),
    );
    let options = Options {
        ascii: true,
        width: 60,
        ..Options::default()
    };
    snapshot(
        "full-totals-ascii.txt",
        &render("full", &options, &documents),
    );
}

#[test]
fn full_cuts_windows_out_of_long_lines() {
    let text = format!("绩效目标\n{GOAL}\n");
    let shift = |mut found: Finding| {
        for place in &mut found.places {
            place.range = place.range.shifted(13);
        }
        found
    };
    let mut far = finding(
        "figures-consistent",
        "同一事项的数字应当一致",
        Severity::Hint,
        "培训人次前后不一致",
    );
    far.places = vec![
        place(PlaceRole::Primary, "这里写 3600 人次", at(GOAL, "3600人次")),
        place(PlaceRole::Related, "这里写 200 人次", at(GOAL, "200人次")),
    ];
    let mut whole = finding(
        "duplicate-paragraph",
        "内容不应重复",
        Severity::Warning,
        "这一段与别处相同",
    );
    whole.places = vec![
        place(
            PlaceRole::Primary,
            "重复的段落",
            TextRange::of(0..GOAL.len()),
        ),
        place(PlaceRole::Related, "其中的活动", at(GOAL, "12场")),
    ];
    let findings = vec![shift(whole), shift(far), shift(subtotal())];
    let documents = [document("goal.txt", &text, findings)];
    snapshot(
        "full-long-line.txt",
        &render("full", &Options::default(), &documents),
    );
    let options = Options {
        width: 50,
        ..Options::default()
    };
    snapshot(
        "full-long-line-50.txt",
        &render("full", &options, &documents),
    );
}

#[test]
fn full_aligns_hard_text() {
    snapshot(
        "full-hard.txt",
        &render("full", &Options::default(), &[hard_places()]),
    );
}

#[test]
fn full_points_at_the_end_of_a_file_with_a_last_line_feed() {
    let text = "甲\n";
    let mut found = finding(
        "required-field",
        "必填项应当填写",
        Severity::Error,
        "没有填写",
    );
    found
        .places
        .push(place(PlaceRole::Primary, "资金总额", TextRange::empty(4)));
    let out = render(
        "full",
        &Options::default(),
        &[document("a.txt", text, vec![found])],
    );
    assert!(out.contains(" 2 │\n   · ▲\n   · ╰── 资金总额\n"), "{out}");
}

#[test]
fn full_repeats_a_line_for_overlapping_places() {
    let text = "全年举办活动12场，参与不少于3600人次";
    let mut found = finding(
        "value-definite",
        "数值应当确定",
        Severity::Warning,
        "数值重叠",
    );
    found.places = vec![
        place(PlaceRole::Primary, "整句", TextRange::of(0..text.len())),
        place(PlaceRole::Operand, "次数", at(text, "12场")),
        place(PlaceRole::Operand, "数字", at(text, "12")),
        place(PlaceRole::Operand, "数字又一名", at(text, "12")),
        place(PlaceRole::Related, "人次", at(text, "3600人次")),
    ];
    let documents = [document("a.txt", text, vec![found])];
    snapshot(
        "full-overlap.txt",
        &render("full", &Options::default(), &documents),
    );
}

#[test]
fn full_makes_room_for_long_labels() {
    let long = "这个数与“部门（单位）总体资金情况”中的资金总额相差较大，请核对是否漏填或错填了单位";
    let text = format!("短行，共3场\n{GOAL}\n");
    let mut found = finding(
        "figures-consistent",
        "数字应当一致",
        Severity::Hint,
        "标签很长",
    );
    found.places = vec![
        place(PlaceRole::Primary, long, at(&text, "3场")),
        place(PlaceRole::Related, long, at(&text, "90%")),
        place(PlaceRole::Related, "甲\n乙", at(&text, "安全、有效")),
        valued(PlaceRole::Operand, "", at(&text, "12场"), "12", "场"),
        valued(PlaceRole::Operand, "", at(&text, "1.2万册"), "12000", "册"),
    ];
    let documents = [document("a.txt", &text, vec![found])];
    snapshot(
        "full-long-label.txt",
        &render("full", &Options::default(), &documents),
    );
}

#[test]
fn full_folds_and_counts() {
    let out = render_with("full", &Options::default(), &mixed(), skipped());
    snapshot("full-mixed.txt", &out);
    let options = Options {
        show_folded: true,
        show_skipped: true,
        show_waived: true,
        max_findings: Some(2),
        ..Options::default()
    };
    let out = render_with("full", &options, &mixed(), skipped());
    snapshot("full-mixed-shown.txt", &out);
}

#[test]
fn full_is_friendly_when_nothing_is_wrong() {
    let mut documents: Vec<DocumentReport> = (0..30)
        .map(|number| document(&format!("declarations/{number:03}.txt"), FORM, Vec::new()))
        .collect();
    snapshot(
        "full-clean.txt",
        &render("full", &Options::default(), &documents),
    );
    documents.truncate(1);
    snapshot(
        "full-clean-one.txt",
        &render("full", &Options::default(), &documents),
    );
    assert_eq!(
        render("full", &Options::default(), &[]).lines().next(),
        Some("没有检查任何申报表。")
    );
}

#[test]
fn explanations_in_a_circle_are_not_lost() {
    let mut one = finding("a", "甲", Severity::Error, "甲有误");
    let mut two = finding("b", "乙", Severity::Error, "乙有误");
    one.caused_by = Some(two.fingerprint.clone());
    two.caused_by = Some(one.fingerprint.clone());
    let out = render(
        "full",
        &Options::default(),
        &[document("x", "", vec![one, two])],
    );
    assert!(out.contains("甲有误") && out.contains("乙有误"), "{out}");
}
