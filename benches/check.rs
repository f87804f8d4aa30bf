//! The stages of the pipeline on made-up declarations: read, bind, evaluate, whole.
//!
//! `cargo bench --bench check`. The rules are those of `benches/yardstick`, which is also how the
//! product is compared with other tools.

#![expect(clippy::unwrap_used, reason = "a bench that cannot run must stop")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use jixiao::bind::{Bound, bind};
use jixiao::diag::Summary;
use jixiao::eval::Judge;
use jixiao::read::read;
use jixiao::vfs::{DiskFiles, MemoryFiles};
use jixiao::workspace::{CheckOptions, Input, Workspace, check};

/// A declaration with so many groups of so many items; the same for the same numbers.
fn declaration(groups: u32, items: u32) -> String {
    const HEADS: [&str; 4] = [
        "开展社区工作者培训",
        "走访慰问困难群众",
        "完成背街小巷整治",
        "举办传统文化活动",
    ];
    const TAILS: [&str; 3] = [
        "做到有计划、有台账、有总结",
        "接受群众和社会监督",
        "确保各项任务按期完成",
    ];
    const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let pick =
        |from: &[&'static str], at: u32| from.iter().copied().cycle().nth(at as usize).unwrap();
    let mut text = String::from(
        "\n\t部门整体支出绩效目标申报表\n\n\t（ 2021 年度）\n\n\t部门（单位）名称\n\t澜湖市临湖区水务局\n\n\
         \t部门（单位）总体资金情况（万元）\n\t资金总额：\n\t22,001.49\n\n\t\n\t基本支出：\n\t5214.98\n\n\
         \t\n\t项目支出：\n\t16786.51\n\n\t部门（单位）绩效目标\n\t2021年，围绕中心工作，推动各项工作再上新台阶。\n",
    );
    for goal in 0..groups.min(9) {
        let (head, tail) = (pick(&HEADS, goal), pick(&TAILS, goal + 1));
        let number = pick(&NUMERALS, goal);
        let text = &mut text;
        writeln!(
            text,
            "{number}、{head}，{tail}。改进工作作风，解决好居民身边的急难愁盼问题第{goal}件。"
        )
        .unwrap();
    }
    text.push_str("\n\t绩效指标\n\t指标名称\n\t指标内容和指标值\n\n");
    for group in 0..groups {
        let effect = group * 3 >= groups * 2;
        let (kind, first) = if effect {
            ("效果", groups * 2 / 3 + 1)
        } else {
            ("产出", 0)
        };
        let number = pick(&NUMERALS, group.saturating_sub(first));
        write!(
            text,
            "\t\n\t{kind}指标{number}：\n{}\n",
            pick(&HEADS, group)
        )
        .unwrap();
        for item in 1..=items {
            let tab = if item == 1 { "\t" } else { "" };
            let (head, tail) = (pick(&HEADS, group + item), pick(&TAILS, item * 7));
            let count = group * 31 + item * 7;
            let text = &mut text;
            writeln!(
                text,
                "{tab}{item}．按照2021年工作要点，{head}{count}场；{tail}，群众满意度达到95%。"
            )
            .unwrap();
        }
        text.push('\n');
    }
    text.push_str("\t其他说明的问题\n\t无\n");
    text
}

fn stages(criterion: &mut Criterion) {
    let pack = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/yardstick");
    let (workspace, _) = Workspace::from_packs(&DiskFiles, &[pack]).unwrap();
    let book = workspace.books.first().unwrap();
    let plans = book.plans(|_| true);
    let plans: Vec<_> = plans.iter().map(|(_, plan)| *plan).collect();
    let form = book.form(0).unwrap();
    for (name, groups, items) in [("small", 3, 3), ("usual", 6, 12), ("large", 10, 80)] {
        let text = declaration(groups, items);
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(text.len() as u64));
        let id = |stage: &str| BenchmarkId::from_parameter(stage);
        group.bench_function(id("read"), |bencher| {
            bencher.iter(|| read("a.txt", black_box(text.as_bytes())).unwrap());
        });
        let reading = read("a.txt", text.as_bytes()).unwrap();
        group.bench_function(id("bind"), |bencher| {
            bencher.iter(|| bind(black_box(&plans), &reading.source, &reading.layout));
        });
        let Bound::Documents(declared) = bind(&plans, &reading.source, &reading.layout) else {
            continue;
        };
        let document = &declared.first().unwrap().document;
        let mut judge = Judge::new(1);
        group.bench_function(id("evaluate"), |bencher| {
            bencher.iter(|| {
                let engine = book.engine();
                let lexicon = || book.lexicon();
                let wanted = |_: &jixiao::ir::Rule| true;
                engine
                    .evaluate(
                        &mut judge,
                        &lexicon,
                        (form, book.program(0).unwrap()),
                        document,
                        Some(2021),
                        &wanted,
                    )
                    .len()
            });
        });
        let mut files = MemoryFiles::default();
        files.insert("a.txt", text.as_bytes());
        let options = CheckOptions {
            jobs: 1,
            ..CheckOptions::default()
        };
        group.bench_function(id("whole"), |bencher| {
            bencher.iter(|| -> Summary {
                let inputs = vec![Input::Path("a.txt".into())];
                check(&workspace, &files, inputs, &options, |_| Ok::<(), ()>(())).unwrap()
            });
        });
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
