//! Measures how well passages are read, on labelled sentences in `tests/data/facts`.
//!
//! A new case is a new line of a data file. The table stands in `tests/data/facts/README.md`; the
//! floors below must hold.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use jixiao::facts::{self, Lexicon, LexiconData, Quantities, Reading, Relation, Role, WordingKind};
use jixiao::source::TextRange;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::support::snapshot;

#[derive(serde::Deserialize)]
struct Case {
    text: String,
    quantities: Vec<String>,
    effect: bool,
    kind: String,
}

/// Right, too much and missing, of one fact.
#[derive(Default)]
struct Score {
    hits: u32,
    extra: u32,
    missed: u32,
}

impl Score {
    fn count(&mut self, expected: bool, found: bool) {
        match (expected, found) {
            (true, true) => self.hits += 1,
            (false, true) => self.extra += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    /// Precision, recall and F1 in tenths of a percent.
    fn measure(&self) -> (u32, u32, u32) {
        let part = |hits: u32, all: u32| (hits * 1000).checked_div(all).unwrap_or(1000);
        (
            part(self.hits, self.hits + self.extra),
            part(self.hits, self.hits + self.missed),
            part(2 * self.hits, 2 * self.hits + self.extra + self.missed),
        )
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn lexicon() -> Lexicon {
    let text = std::fs::read_to_string(root().join("rules/core/lexicon.toml")).unwrap();
    let data: LexiconData = toml::from_str(&text).unwrap();
    Lexicon::new(&data)
}

fn cases() -> Vec<(String, Case)> {
    let mut files: Vec<_> = std::fs::read_dir(root().join("tests/data/facts"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for line in std::fs::read_to_string(&path)
            .unwrap()
            .lines()
            .filter(|l| !l.is_empty())
        {
            let case = serde_json::from_str(line).unwrap_or_else(|e| panic!("{name}: {line}: {e}"));
            cases.push((name.clone(), case));
        }
    }
    cases
}

/// What was read, written as in the data: `ge 50 次`, `range 5~8 场 @scope`.
fn written(text: &str, found: &Quantities, lexicon: &Lexicon) -> Vec<String> {
    let one = |quantity: &facts::Quantity| {
        let high = quantity
            .high
            .map(|high| format!("~{}", high.normalize()))
            .unwrap_or_default();
        let unit = quantity.canonical_unit(text, lexicon);
        let unit = if unit.is_empty() { "-" } else { &unit };
        let role = match quantity.role {
            Role::Target => String::new(),
            role => format!("@{}", role.key()),
        };
        format!(
            "{} {}{high} {unit}{role}",
            quantity.comparator.key(),
            quantity.value.normalize()
        )
    };
    found.found.iter().map(one).collect()
}

/// The same form of a labelled quantity.
fn expected(label: &str, lexicon: &Lexicon) -> String {
    let (label, role) = match label.split_once('@') {
        Some((label, role)) => (label, format!("@{role}")),
        None => (label, String::new()),
    };
    let parts: Vec<&str> = label.split(' ').collect();
    let (comparator, number, unit) = match parts.as_slice() {
        [number, unit] => ("none", *number, *unit),
        [comparator, number, unit] => (*comparator, *number, *unit),
        _ => panic!("label {label}"),
    };
    let decimal = |text: &str| text.parse::<Decimal>().unwrap().normalize().to_string();
    let number = match number.split_once('~') {
        Some((low, high)) => format!("{}~{}", decimal(low), decimal(high)),
        None => decimal(number),
    };
    let (unit, under) = match unit.split_once('/') {
        Some((unit, under))
            if lexicon
                .unit(label.split(' ').next_back().unwrap())
                .is_none() =>
        {
            (unit, format!("/{under}"))
        }
        _ => (unit, String::new()),
    };
    let unit = lexicon
        .unit(unit)
        .map_or(unit, |unit| lexicon.unit_name(unit));
    format!("{comparator} {number} {unit}{under}{role}")
}

fn is_target(label: &str) -> bool {
    !label.contains("@base") && !label.contains("@factor")
}

#[test]
fn passages_are_read_well() {
    let lexicon = lexicon();
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let mut kinds = (0, 0);
    let mut misread = String::new();
    let cases = cases();
    assert!(cases.len() >= 300);
    for (file, case) in &cases {
        let found = facts::quantities(&case.text, &lexicon);
        let prose = facts::prose(&case.text, &found, &lexicon);
        let mut wrong = Vec::new();

        let labelled: Vec<String> = case
            .quantities
            .iter()
            .map(|q| expected(q, &lexicon))
            .collect();
        let quantified = labelled.iter().any(|label| is_target(label));
        if quantified != found.is_quantified() {
            wrong.push(format!("quantified {}", found.is_quantified()));
        }
        scores
            .entry("quantified")
            .or_default()
            .count(quantified, found.is_quantified());

        let read = written(&case.text, &found, &lexicon);
        let mut left = read.clone();
        for label in &labelled {
            let place = left.iter().position(|read| read == label);
            place.map(|place| left.remove(place));
            scores
                .entry("quantity")
                .or_default()
                .count(true, place.is_some());
        }
        scores.entry("quantity").or_default().extra += left.len() as u32;
        if read != labelled {
            wrong.push(format!("{read:?} for {labelled:?}"));
        }

        let effect = !prose.effects.is_empty();
        scores
            .entry("effect")
            .or_default()
            .count(case.effect, effect);
        kinds.1 += 1;
        if prose.kind.key() == case.kind {
            kinds.0 += 1;
        } else {
            wrong.push(format!("{} for {}", prose.kind.key(), case.kind));
        }
        if !wrong.is_empty() {
            let about = wrong.join("; ").replace('`', "'");
            let _ = writeln!(misread, "- {} ({file}): {about}", case.text);
        }
    }
    let mut page = format!(
        "# Labelled sentences\n\n\
         <!-- generated from what is read; UPDATE=1 cargo test writes it again -->\n\n\
         {} invented sentences, each with the quantities that it states, whether it speaks of an \
         effect, and its kind.\n\
         A new one is a line of a file here. The floors stand in `tests/facts.rs`.\n\n\
         | fact | precision | recall | F1 |\n|---|--:|--:|--:|\n",
        cases.len()
    );
    let share = |thousandths: u32| format!("{}.{} %", thousandths / 10, thousandths % 10);
    for (fact, score) in &scores {
        let (precision, recall, f1) = score.measure();
        let (precision, recall, f1) = (share(precision), share(recall), share(f1));
        let _ = writeln!(page, "| {fact} | {precision} | {recall} | {f1} |");
    }
    let _ = writeln!(page, "\nThe kind is right for {} of {}.", kinds.0, kinds.1);
    let _ = write!(page, "\n## Read otherwise than labelled\n\n{misread}");
    snapshot("tests/data/facts/README.md", &page);
    let f1 = |fact: &str| scores[fact].measure().2;
    assert!(f1("quantified") >= 990, "quantified or not");
    assert!(f1("quantity") >= 985, "quantities");
    assert!(f1("effect") >= 970, "effects");
    assert!(kinds.0 * 100 >= kinds.1 * 96, "kinds of item");
}

/// The totals of a text: parts, total and relation in words.
fn totals(text: &str) -> Vec<String> {
    let lexicon = lexicon();
    let found = facts::quantities(text, &lexicon);
    let number = |index: usize| found.found[index].range.slice(text);
    facts::subtotals(text, &found, &lexicon)
        .into_iter()
        .map(|subtotal| {
            let parts: Vec<_> = subtotal.parts.iter().map(|part| number(*part)).collect();
            let relation = match subtotal.relation {
                Relation::Balanced => "balanced".to_owned(),
                Relation::BalancedOnlyIf(Reading::PartTimes { part, factor, .. }) => {
                    format!("only if {} × {factor}", parts[part])
                }
                Relation::BalancedOnlyIf(Reading::TenThousand { part }) => {
                    format!("only if {} with other 万", parts[part])
                }
                Relation::BalancedOnlyIf(Reading::TotalTenThousand) => "other 万".to_owned(),
                Relation::BalancedOnlyIf(Reading::Without { part }) => {
                    format!("only without {}", parts[part])
                }
                Relation::Differs { difference } => {
                    format!("{} differs by {difference}", subtotal.sum)
                }
            };
            format!(
                "{} = {}: {relation}",
                parts.join(" + "),
                number(subtotal.total)
            )
        })
        .collect()
}

#[test]
fn totals_are_checked() {
    for (text, expected) in [
        (
            "东区12场，西区8场，合计20场。",
            vec!["12场 + 8场 = 20场: balanced"],
        ),
        (
            "甲馆6000册、乙馆1500册，合计9000册。",
            vec!["6000册 + 1500册 = 9000册: 7500 differs by 1500"],
        ),
        (
            "镇馆不低于8000册，村馆不低于2000册。合计1.2万册；镇馆不低于12场，村馆不低于6场/个（2个村馆），合计24场。",
            vec![
                "不低于8000册 + 不低于2000册 = 1.2万册: only if 不低于2000册 × 2",
                "不低于12场 + 不低于6场/个 = 24场: balanced",
            ],
        ),
        (
            "发放补贴3.5万元、奖金2000元，共计3.7万元。",
            vec!["3.5万元 + 2000元 = 3.7万元: balanced"],
        ),
        (
            "发放补贴300万元、奖金500元，合计800万元。",
            vec!["300万元 + 500元 = 800万元: only if 500元 with other 万"],
        ),
        (
            "完成检查600次，其中专项150次、日常450次。",
            vec!["150次 + 450次 = 600次: balanced"],
        ),
        (
            "完成检查600次，其中专项250次、日常450次。",
            vec!["250次 + 450次 = 600次: 700 differs by -100"],
        ),
        ("新增床位200张，其中护理型120张。", vec![]),
        ("包括6大板块，32次活动，培训12场，共396个项目。", vec![]),
        ("东区约300人，西区约200人，合计600人。", vec![]),
        ("培训30人；讲座12场；合计2.5万元。", vec![]),
        (
            "举办讲座3-5场、展览2-4场，合计5-9场。",
            vec!["3-5场 + 2-4场 = 5-9场: balanced"],
        ),
        // Brackets behind an addend tell about it.
        (
            "服务老人8.6万人（80岁及以上2.2万人）、儿童3.1万人，合计11.7万人。",
            vec!["8.6万人 + 3.1万人 = 11.7万人: balanced"],
        ),
        (
            "服务老人11.7万人，其中自理老人8.6万人（80岁及以上2.2万人），失能老人3.1万人。",
            vec!["8.6万人 + 3.1万人 = 11.7万人: balanced"],
        ),
        (
            "服务老人8.6万人（男4.2万人、女4.4万人）、儿童3.1万人，合计12万人。",
            vec!["8.6万人 + 3.1万人 = 12万人: 117000 differs by 3000"],
        ),
        (
            "活动20场（东区12场、西区9场，合计20场）。",
            vec!["12场 + 9场 = 20场: 21 differs by -1"],
        ),
        // A part for each period counts as often as the year has it, or claims nothing.
        (
            "区级例会2次、街道例会每月1次，合计14次。",
            vec!["2次 + 1次 = 14次: balanced"],
        ),
        ("区级例会2次、街道例会每月1次，合计10次。", vec![]),
        (
            "每季度区级例会2次、街道例会3次，合计5次。",
            vec!["2次 + 3次 = 5次: balanced"],
        ),
        // A part for each thing counts as often as there are things.
        (
            "市级检测600批次，每个县（区）检测200批次，合计1600批次，由5个县（区）局完成。",
            vec!["600批次 + 200批次 = 1600批次: balanced"],
        ),
        (
            "市级检测600批次，每个县（区）检测200批次，合计1500批次，由5个县（区）局完成。",
            vec![],
        ),
        (
            "市级检测600批次，县（区）检测200批次，合计1600批次，由5个县（区）局完成。",
            vec!["600批次 + 200批次 = 1600批次: only if 200批次 × 5"],
        ),
        (
            "市级600批次，每个县（区）不少于200批次，5个县（区）合计1000批次，总计1600批次。",
            vec![
                "不少于200批次 = 1000批次: balanced",
                "600批次 + 1000批次 = 1600批次: balanced",
            ],
        ),
        (
            "市级600批次，每个县（区）200批次，5个县（区）合计1200批次，总计1900批次。",
            vec![
                "200批次 = 1200批次: 1000 differs by 200",
                "600批次 + 1200批次 = 1900批次: 1800 differs by 100",
            ],
        ),
        (
            "各街道每月检查1次，9个街道全年共检查108次。",
            vec!["1次 = 108次: balanced"],
        ),
        // What 其中 binds in brackets ends with them.
        (
            "检查600家（其中重点150家）、复查450家，合计1050家。",
            vec!["600家 + 450家 = 1050家: balanced"],
        ),
        (
            "慰问党员40名、老党员60名（含新中国成立前入党3名），合计110名。",
            vec!["40名 + 60名 = 110名: 100 differs by 10"],
        ),
        ("春季、秋季检查各3次，专项检查2次，合计8次。", vec![]),
        // Averages are no addends.
        ("发放粮食补贴300元、户均120元，合计500元。", vec![]),
        // A long name of the first part behind 其中.
        (
            "安置386人，其中：村庄保洁保绿公益性岗位210人，治安协管岗位196人。",
            vec!["210人 + 196人 = 386人: 406 differs by -20"],
        ),
        (
            "绿化15.35亩、补植4.65亩，合计20亩。",
            vec!["15.35亩 + 4.65亩 = 20亩: balanced"],
        ),
    ] {
        assert_eq!(totals(text), expected, "{text}");
    }
}

#[test]
fn other_facts_are_read() {
    let lexicon = lexicon();
    let text = "2021年按照国办发〔2021〕101号和《工作要点》第三十一条，每季度召开会议，\
                举办第七届全民健身先进表彰大会，服务约300人等。促进产销衔接、资金周转良性。";
    let passage = facts::digest(text, &lexicon);
    let of = |ranges: Vec<TextRange>| {
        ranges
            .into_iter()
            .map(|range| range.slice(text))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of(passage.years.iter().map(|year| year.range).collect()),
        ["2021年"]
    );
    assert_eq!(
        of(passage.frequencies.iter().map(|f| f.range).collect()),
        ["每季度"]
    );
    assert_eq!(
        of(passage
            .references
            .iter()
            .map(|reference| reference.range)
            .collect()),
        ["国办发〔2021〕101号", "《工作要点》", "第三十一条"]
    );
    let meeting = passage.ordinals.last().unwrap();
    assert_eq!((meeting.number, meeting.counter.slice(text)), (7, "届"));
    assert_eq!(meeting.name.slice(text), "全民健身先进表彰大会");
    let open = passage
        .wordings
        .iter()
        .filter(|word| word.kind == WordingKind::Open);
    assert_eq!(of(open.map(|word| word.range).collect()), ["约", "等"]);
    assert_eq!(
        of(passage.broken_ends.iter().map(|end| end.range).collect()),
        ["良性"]
    );
    assert_eq!(passage.grade, facts::Grade::Approximate);
}

#[test]
fn grades_are_told_apart() {
    let lexicon = lexicon();
    for (text, grade) in [
        ("培训12场", "exact"),
        ("培训不少于12场", "bound"),
        ("培训5-8场", "range"),
        ("培训约12场", "approximate"),
        ("每季度研究工作", "weak"),
        ("优/良/中/差", "graded"),
        ("明显改善", "slogan"),
    ] {
        assert_eq!(facts::digest(text, &lexicon).grade.key(), grade, "{text}");
    }
}

#[test]
fn numbers_are_set_aside_with_their_reason() {
    let lexicon = lexicon();
    for (text, word) in [
        ("12345市民热线", "热线名称"),
        ("第十六届", "序数"),
        ("2021年度", "年份或期间"),
        ("3、4、5号楼", "专有名称"),
        ("建党100周年", "周年"),
        ("“321”工作模式", "固定用语"),
        ("〔2021〕101号", "文号或标准号"),
        ("65岁以上老年人", "对象限定"),
        ("5大板块", "板块划分"),
    ] {
        let found = facts::quantities(text, &lexicon);
        assert!(found.found.is_empty(), "{text}: {found:?}");
        let words: Vec<_> = found
            .set_aside
            .iter()
            .map(|aside| aside.reason.word())
            .collect();
        assert_eq!(words, [word], "{text}");
    }
}

#[test]
fn repeated_passages_are_found() {
    let first = "实施农村公路提升，补齐沿线防护设施，方便村民日常出行；推进客货邮融合。";
    let second = "设施，方便村民日常出行；推进客货邮融合发展。";
    let common = facts::CommonIndex::new(first).longest(second).unwrap();
    assert_eq!(
        common.first.slice(first),
        "设施，方便村民日常出行；推进客货邮融合"
    );
    assert_eq!(common.second.slice(second), common.first.slice(first));
    assert_eq!(facts::longest_common("甲", "乙"), None);
}

/// Pieces that numbers and their neighbours are made of.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("不少于".to_owned()),
        Just("约".to_owned()),
        Just("每".to_owned()),
        Just("十".to_owned()),
        Just("百".to_owned()),
        Just("万".to_owned()),
        Just("第".to_owned()),
        Just("二".to_owned()),
        Just("分之".to_owned()),
        Just("年".to_owned()),
        Just("月".to_owned()),
        Just("场".to_owned()),
        Just("个".to_owned()),
        Just("％".to_owned()),
        Just("/".to_owned()),
        Just("-".to_owned()),
        Just("以上".to_owned()),
        Just("合计".to_owned()),
        Just("（".to_owned()),
        Just("）".to_owned()),
        Just("“".to_owned()),
        Just("”".to_owned()),
        Just("《".to_owned()),
        Just("其中".to_owned()),
        Just("，".to_owned()),
        Just("。".to_owned()),
        Just(".".to_owned()),
        Just(",".to_owned()),
        Just("〔".to_owned()),
        Just("〕".to_owned()),
        Just("号".to_owned()),
        Just(":".to_owned()),
        Just("由".to_owned()),
        Just("至".to_owned()),
        Just("𠮷".to_owned()),
        Just("+".to_owned()),
        Just("余".to_owned()),
        Just("九成".to_owned()),
        Just("　".to_owned()),
        "[0-9]{1,5}",
        "[0-9０-９]{1,30}",
        "[a-zA-Z]{1,3}",
        "\\PC{1,3}",
    ]
}

/// Every range lies on character boundaries inside the text, and ranges are in order.
fn check_ranges(text: &str, lexicon: &Lexicon) {
    let passage = facts::digest(text, lexicon);
    let inside = |range: TextRange| {
        assert!(text.get(range.indices()).is_some(), "{text:?} {range:?}");
    };
    for quantity in &passage.quantities.found {
        inside(quantity.range);
        inside(quantity.number);
        inside(quantity.unit);
        inside(quantity.under);
        quantity.per.into_iter().for_each(inside);
        assert!(quantity.range.covers(quantity.number));
        assert!(quantity.high.is_none_or(|high| high >= quantity.value));
    }
    assert!(
        passage
            .quantities
            .found
            .windows(2)
            .all(|two| two[0].number.end <= two[1].number.start)
    );
    passage
        .quantities
        .set_aside
        .iter()
        .for_each(|aside| inside(aside.range));
    passage
        .prose
        .effects
        .iter()
        .for_each(|effect| inside(effect.range));
    passage
        .frequencies
        .iter()
        .for_each(|frequency| inside(frequency.range));
    passage.years.iter().for_each(|year| inside(year.range));
    passage
        .references
        .iter()
        .for_each(|reference| inside(reference.range));
    passage
        .wordings
        .iter()
        .for_each(|wording| inside(wording.range));
    passage.broken_ends.iter().for_each(|end| inside(end.range));
    for ordinal in &passage.ordinals {
        inside(ordinal.range);
        inside(ordinal.name);
    }
    if let Some(mark) = facts::list_mark(text) {
        inside(mark.range);
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC*") {
        check_ranges(&text, shared());
    }

    #[test]
    fn any_row_of_pieces_is_read(pieces in prop::collection::vec(piece(), 0..24)) {
        check_ranges(&pieces.concat(), shared());
    }

    #[test]
    fn quantities_are_read_back(
        whole in 0_u32..9_999_999,
        places in prop::option::of(1_u32..999),
        comparator in prop::sample::select(vec!["不少于", "不超过", "超过", "低于", "达到", "约"]),
        unit in prop::sample::select(vec!["人", "平方米", "场次", "公里", "%", "元/人·月", "个小时", "亩"]),
    ) {
        let number = places.map_or(whole.to_string(), |places| format!("{whole}.{places}"));
        let text = format!("全年完成{comparator}{number}{unit}。");
        let found = facts::quantities(&text, shared());
        prop_assert_eq!(found.found.len(), 1);
        let quantity = &found.found[0];
        prop_assert_eq!(quantity.value, number.parse::<Decimal>().unwrap());
        prop_assert_eq!(quantity.unit.slice(&text), unit);
        prop_assert_eq!(quantity.number.slice(&text), &number);
        prop_assert!(quantity.range.slice(&text).starts_with(comparator));
    }

    #[test]
    fn the_common_passage_is_in_both(first in "[甲乙丙丁]{0,30}", second in "[甲乙丙丁]{0,30}") {
        if let Some(common) = facts::CommonIndex::new(&first).longest(&second) {
            prop_assert_eq!(common.first.slice(&first), common.second.slice(&second));
            prop_assert_eq!(common.first.slice(&first).chars().count(), common.chars);
            let longer = common.chars + 1;
            let chars: Vec<char> = first.chars().collect();
            let any = chars.windows(longer).any(|run| second.contains(&run.iter().collect::<String>()));
            prop_assert!(!any);
        } else {
            prop_assert!(!first.chars().any(|c| second.contains(c)));
        }
    }
}

fn shared() -> &'static Lexicon {
    static LEXICON: std::sync::OnceLock<Lexicon> = std::sync::OnceLock::new();
    LEXICON.get_or_init(lexicon)
}
