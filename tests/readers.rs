//! Readers: the same text in every character set, unreadable files, candidates of folders.

use jixiao::model::Layout;
use jixiao::read::{Candidate, is_candidate, read};

const TEXT: &str =
    "\n\t部门整体支出绩效目标申报表\n\n\t（2022年度）\n\n\t单位名称\n\t云澜县民政局\n";

fn lines(bytes: Vec<u8>) -> (Vec<String>, &'static str) {
    let reading = read("x.txt", bytes).expect("readable");
    let Layout::Page(page) = &reading.layout else {
        panic!("a text is a page");
    };
    let lines = page
        .lines
        .iter()
        .map(|line| reading.source.slice(line.range).to_owned());
    (lines.collect(), reading.encoding)
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn every_character_set_reads_the_same() {
    let plain = lines(TEXT.as_bytes().to_vec()).0;
    let (gb18030, _, _) = encoding_rs::GB18030.encode(TEXT);
    let variants: Vec<(&str, Vec<u8>)> = vec![
        ("UTF-8", TEXT.as_bytes().to_vec()),
        ("UTF-8", [b"\xef\xbb\xbf", TEXT.as_bytes()].concat()),
        ("UTF-8", TEXT.replace('\n', "\r\n").into_bytes()),
        ("UTF-16LE", utf16(TEXT, u16::to_le_bytes)),
        ("UTF-16BE", utf16(TEXT, u16::to_be_bytes)),
        (
            "UTF-16LE",
            utf16(&format!("\u{feff}{TEXT}"), u16::to_le_bytes),
        ),
        (
            "UTF-16BE",
            utf16(&format!("\u{feff}{TEXT}"), u16::to_be_bytes),
        ),
        ("GB18030", gb18030.into_owned()),
    ];
    for (number, (name, bytes)) in variants.into_iter().enumerate() {
        assert_eq!(lines(bytes), (plain.clone(), name), "variant {number}");
    }
}

#[test]
fn damage_is_reported_with_its_place() {
    let mut bytes = TEXT.as_bytes().to_vec();
    bytes.splice(60..60, *b"\xff\xfe");
    let reading = read("x.txt", bytes).expect("readable");
    assert_eq!(reading.encoding, "UTF-8");
    assert_eq!(reading.problems.len(), 1);
    let place = reading.source.slice(reading.problems[0].range);
    assert!(place.chars().all(|c| c == '\u{fffd}'), "{place:?}");
}

#[test]
fn what_is_no_text_is_refused_in_words() {
    let refused = |name: &str, bytes: &[u8]| read(name, bytes).unwrap_err().reason;
    assert_eq!(refused("x.txt", b""), "文件是空的");
    assert_eq!(refused("x.txt", b" \r\n\t"), "文件是空的");
    assert_eq!(
        refused("x.txt", b"\x00\x01\x02\x03\x00\xff\x9f\x00"),
        "内容不是文字"
    );
    assert_eq!(
        refused("x.doc", b"\xd0\xcf\x11\xe0"),
        "文件已损坏，读不出来"
    );
    assert_eq!(refused("x.et", b""), "文件是空的");
    assert_eq!(refused("x.txt", b"%PDF-1.4"), "这是PDF 文件，不能直接检查");
    assert_eq!(
        refused("x.toml", b"a = 1\n"),
        "TOML 文件里没有 form 一项，不知道是哪种申报表"
    );
}

#[test]
fn folders_hold_more_than_declarations() {
    assert_eq!(is_candidate("a/x.txt", b"x"), Candidate::Yes);
    assert_eq!(is_candidate("a/x.toml", b"form = \"x\"\n"), Candidate::Yes);
    assert!(matches!(
        is_candidate("a/x.toml", b"[package]\n"),
        Candidate::No(_)
    ));
    assert!(matches!(is_candidate("a/~$x.txt", b""), Candidate::No(_)));
    assert!(matches!(is_candidate("a/x.png", b""), Candidate::No(_)));
    assert_eq!(is_candidate("a/x.doc", b""), Candidate::Yes);
}

#[test]
fn one_long_line_is_read_in_linear_time() {
    let text = format!("\t{}", "很长的一行".repeat(400_000));
    assert_eq!(lines(text.into_bytes()).0.len(), 1);
}

proptest::proptest! {
    #[test]
    fn reading_never_panics(bytes: Vec<u8>) {
        let _ = read("x.txt", bytes.clone());
        let _ = read("x.toml", bytes.clone());
        let _ = read("x", bytes);
    }
}
