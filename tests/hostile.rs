//! Input that nobody would hand in: every file ends in a finding or is judged as far as it can be
//! read, no place lies outside of the text, nothing panics.

use jixiao::diag::{DocumentReport, Severity};

use crate::support::{Random, assert_sound, declarations, judge, lines};

/// Judges a file whose name says that it is a declaration.
pub(crate) fn sound(name: &str, bytes: Vec<u8>) -> Vec<DocumentReport> {
    let reports = judge(name, bytes);
    assert!(!reports.is_empty(), "{name} got no report");
    reports.iter().for_each(assert_sound);
    reports
}

/// Judges a file that is no declaration.
pub(crate) fn refused(name: &str, bytes: impl Into<Vec<u8>>) {
    for report in sound(name, bytes.into()) {
        let error = report
            .findings
            .iter()
            .find(|it| it.severity == Severity::Error);
        assert!(error.is_some(), "{name} is accepted");
        assert_eq!(report.form, None, "{name} is taken for a form");
    }
}

fn noise(random: &mut Random, length: usize) -> Vec<u8> {
    (0..length).map(|_| random.byte()).collect()
}

#[test]
fn nothing_at_all() {
    for bytes in ["", " ", "\n\n\n", "\t", "\u{feff}", "\u{3000}\r\n", "\0"] {
        refused("empty.txt", bytes);
        refused("empty.toml", bytes);
    }
}

#[test]
fn binary_noise() {
    let mut random = Random(1);
    for length in [1, 2, 3, 64, 1000, 100_000] {
        for name in [
            "noise.txt",
            "noise.toml",
            "noise",
            "noise.docx",
            "noise.xlsx",
            "noise.xls",
        ] {
            refused(name, noise(&mut random, length));
        }
    }
    refused("zeros.txt", vec![0; 100_000]);
    refused("ones.txt", vec![0xff; 100_001]);
    refused(
        "image.txt",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0".to_vec(),
    );
    refused("archive.txt", b"PK\x03\x04\x14\0\0\0\x08\0".repeat(100));
}

#[test]
fn text_that_is_no_form() {
    refused("letter.txt", "各位同事：\n\n　　会议改在星期四下午召开。\n");
    refused("latin.txt", "Lorem ipsum dolor sit amet.\n".repeat(500));
    refused("tabs.txt", "\t".repeat(50_000));
    refused("lines.txt", "\n\t一\n".repeat(20_000));
    refused("table.csv", "名称,数量\n甲,1\n".repeat(100));
    refused("a.toml", "a = 1\n");
    refused("form.toml", "form = 7\n");
    refused("unknown.toml", "form = \"没有这种表\"\n");
    refused(
        "broken.toml",
        "form = \"部门整体支出绩效目标申报表\"\n\"年度\" = [\n",
    );
    refused("title.txt", "申报表\n".repeat(1000));
}

#[test]
fn deep_toml() {
    for depth in [10, 100, 5_000] {
        let brackets = format!("form = {}1{}\n", "[".repeat(depth), "]".repeat(depth));
        refused("deep.toml", brackets);
        let form = "form = \"部门整体支出绩效目标申报表\"\n";
        let tables = format!(
            "{form}\"绩效指标\" = {}{}\n",
            "{a=".repeat(depth),
            "}".repeat(depth)
        );
        sound("deep.toml", tables.into_bytes());
        let lists = format!(
            "{form}\"绩效目标\" = {}{}\n",
            "[".repeat(depth),
            "]".repeat(depth)
        );
        sound("deep.toml", lists.into_bytes());
        let keys = format!("{form}{}x = 1\n", "a.".repeat(depth));
        sound("deep.toml", keys.into_bytes());
        sound(
            "deep.toml",
            format!("{form}[{}]\n", vec!["a"; depth].join(".")).into_bytes(),
        );
    }
}

#[test]
fn one_line_of_six_megabytes() {
    const LENGTH: usize = 6_000_000;
    let title = "\t部门整体支出绩效目标申报表\n\t（2021年度）\n";
    let piece = "1.组织培训12场，覆盖35个社区；2.满意度达到95%以上，";
    refused("long.txt", piece.repeat(LENGTH / piece.len()));
    let cell = format!(
        "{title}\t绩效目标\n\t{}",
        piece.repeat(LENGTH / piece.len())
    );
    sound("long.txt", cell.into_bytes());
    let cells = format!(
        "{title}\t绩效指标\n\t产出指标\n{}",
        "\t培训12场".repeat(LENGTH / 13)
    );
    sound("long.txt", cells.into_bytes());
}

#[test]
fn forms_cut_anywhere() {
    for (name, bytes) in declarations() {
        let step = bytes.len() / 40 + 1;
        for end in (0..bytes.len()).step_by(step) {
            let reports = sound(&name, bytes[..end].to_vec());
            let silent = reports.iter().all(|report| report.findings.is_empty());
            assert!(
                !silent || end * 3 > bytes.len(),
                "{name} cut at {end} is found right"
            );
            sound(&name, bytes[end..].to_vec());
        }
    }
}

/// One change of a file, as scanners, editors and converters make them.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    let at = random.below(bytes.len());
    let lines: Vec<Vec<u8>> = bytes
        .split_inclusive(|it| *it == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let line = random.below(lines.len());
    let other = random.below(lines.len());
    let mut changed = lines;
    match random.below(12) {
        0 => return bytes[at] ^= 1 << random.below(8),
        1 => return bytes[at] = random.byte(),
        2 => {
            bytes.remove(at);
            return;
        }
        3 => return bytes.insert(at, random.byte()),
        4 => changed.swap(line, other),
        5 => drop(changed.remove(line)),
        6 => changed.insert(other, changed[line].clone()),
        7 => changed[line].retain(|it| *it != b'\t'),
        8 => changed[line].insert(0, b'\t'),
        9 => changed[line].retain(|it| *it != b'\n'),
        10 => changed[line] = noise(random, 20),
        _ => {
            let end = (at + 1 + random.below(39)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            let to = random.below(bytes.len());
            bytes.splice(to..to, piece);
            return;
        }
    }
    *bytes = changed.concat();
}

#[test]
fn a_hundred_mutations_of_every_form() {
    for (number, (name, bytes)) in declarations().into_iter().enumerate() {
        let mut random = Random(number as u64);
        for _ in 0..100 {
            let mut changed = bytes.clone();
            for _ in 0..1 + random.below(5) {
                mutate(&mut random, &mut changed);
            }
            for report in sound(&name, changed) {
                for place in report.findings.iter().flat_map(|it| &it.places) {
                    let (first, last) = lines(&report, place.range);
                    assert!(first >= 1 && first <= last, "{name}: {first} {last}");
                }
            }
        }
    }
}

#[test]
fn encodings_broken_in_the_middle() {
    for (name, bytes) in declarations() {
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gbk, _, _) = encoding_rs::GB18030.encode(&text);
        for encoded in [wide, gbk.into_owned()] {
            for at in (0..encoded.len()).step_by(encoded.len() / 9 + 1) {
                let mut broken = encoded.clone();
                broken.remove(at);
                sound(&name, broken);
                let mixed = [&encoded[..at], text.as_bytes()].concat();
                sound(&name, mixed);
            }
        }
    }
}

/// What is said about a file: rule, gravity and the lines of all places; hints are about style.
fn said(name: &str, bytes: Vec<u8>) -> Vec<(String, Severity, Vec<(u32, u32)>)> {
    let mut said = Vec::new();
    for report in sound(name, bytes) {
        for it in report
            .findings
            .iter()
            .filter(|it| it.severity < Severity::Hint)
        {
            let places = it.places.iter().map(|place| lines(&report, place.range));
            said.push((it.rule.clone(), it.severity, places.collect()));
        }
    }
    said.sort();
    said
}

/// Digits and signs in full width, as Chinese keyboards write them.
fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '0'..='9' | ',' | '.' | '%' | '(' | ')' | ':' | ';' => {
            char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
        }
        c => c,
    };
    text.chars().map(wide).collect()
}

#[test]
fn twins_in_other_encodings_get_the_same_findings() {
    for (name, bytes) in declarations() {
        let expected = said(&name, bytes.clone());
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| encoding_rs::GB18030.decode(error.as_bytes()).0.into_owned());
        let wide = |unit: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
            format!("{mark}{text}")
                .encode_utf16()
                .flat_map(unit)
                .collect()
        };
        let (gbk, _, lossy) = encoding_rs::GB18030.encode(&text);
        assert!(!lossy, "{name}");
        let mut twins = vec![
            ("UTF-8", text.clone().into_bytes()),
            ("byte order mark", format!("\u{feff}{text}").into_bytes()),
            ("CRLF", text.replace('\n', "\r\n").into_bytes()),
            ("GB18030", gbk.to_vec()),
            ("UTF-16LE", wide(u16::to_le_bytes, "\u{feff}")),
            ("UTF-16BE", wide(u16::to_be_bytes, "\u{feff}")),
        ];
        if name.ends_with(".txt") {
            twins.push(("full width", full_width(&text).into_bytes()));
        }
        for (twin, bytes) in twins {
            assert_eq!(said(&name, bytes), expected, "{name} in {twin}");
        }
    }
}
