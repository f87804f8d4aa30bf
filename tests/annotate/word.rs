//! Text documents: comments around the exact words, whatever runs they stand in.

use std::collections::BTreeMap;

use jixiao::annotate::{AUTHOR, Refusal, annotate, is_untouched_copy};
use jixiao::diag::Applicability::{self, Display, Safe, Unsafe};
use jixiao::diag::Severity::{Error, Hint, Warning};
use jixiao::diag::{DocumentReport, Edit, Finding, Fix};
use jixiao::ooxml::{Outline, Package, Word};
use jixiao::source::{SourceFile, TextRange};
use proptest::prelude::*;
use proptest::sample::Index;

use super::reader::{Read, comments};
use super::samples::{about, annotated, at, changed, parts, report, sample, view};

const SAMPLES: [&str; 3] = ["plain.docx", "commented.docx", "handmade.docx"];

/// The words that our comments stand on, in the order of the comments.
fn words(copy: &[u8]) -> Vec<String> {
    let read = comments(&parts(copy));
    let ours = read.into_values().filter(|it| it.author == AUTHOR);
    ours.map(|it| {
        assert_eq!(it.marks, [1, 1, 1]);
        if it.words.is_empty() {
            it.boxed
        } else {
            it.words
        }
    })
    .collect()
}

/// Annotates a sample at these words.
fn marked(name: &str, places: &[&str]) -> Vec<String> {
    let bytes = sample(name);
    let source = view(name, &bytes);
    let findings = places
        .iter()
        .map(|it| about(&source, it, Warning))
        .collect();
    words(&annotated(&bytes, &report(&source, findings)))
}

#[test]
fn comments_stand_on_the_exact_words() {
    let exact = [
        "约120公里",
        "（2023",
        "120",
        "公里，<不含>",
        "道 & 村",
        "。。",
        "项目支出绩效目标申报表",
    ];
    assert_eq!(marked("plain.docx", &exact), exact);
    let exact = [
        "约120 公里",
        "见实施方案",
        "赵",
        "填报人：赵六",
        "约\n三",
        "首尾的空格不算1",
    ];
    assert_eq!(marked("commented.docx", &exact), exact);
    let exact = ["甲", "乙", "丁-", "&乙"];
    assert_eq!(marked("handmade.docx", &exact), exact);
}

#[test]
fn words_that_cannot_be_marked_lend_their_comment_to_what_holds_them() {
    // A CDATA section is one piece.
    assert_eq!(marked("handmade.docx", &["丙"]), ["<丙>"]);
    // A box of text is commented on as a whole.
    assert_eq!(marked("commented.docx", &["约十条"]), ["框里的字约十条"]);
    // A number of a list is commented on with its paragraph.
    let bytes = sample("commented.docx");
    let source = view("commented.docx", &bytes);
    let item = source.text().find("养护公路\t").expect("there");
    let line = source.text()[..item].rfind('\n').expect("a line") + 1;
    assert!(line < item, "the paragraph has a number");
    let number = at(Some(TextRange::of(line..item)), "编号", Error);
    assert_eq!(
        words(&annotated(&bytes, &report(&source, vec![number]))),
        ["养护公路\t约\n三十处"]
    );
    // What has no place stands on the title.
    let whole = at(None, "全表", Error);
    let copy = annotated(&bytes, &report(&source, vec![whole]));
    assert_eq!(words(&copy), ["项目支出绩效目标申报表"]);
    // An empty cell and an empty paragraph have an empty range.
    let bytes = sample("plain.docx");
    let source = view("plain.docx", &bytes);
    let cell = source.text().find("\t\t").expect("an empty cell") as u32 + 1;
    let empty = at(Some(TextRange::empty(cell)), "", Error);
    assert_eq!(
        words(&annotated(&bytes, &report(&source, vec![empty]))),
        [""]
    );
}

#[test]
fn a_comment_says_what_is_wrong_and_what_to_do() {
    let bytes = sample("plain.docx");
    let source = view("plain.docx", &bytes);
    let copy = annotated(
        &bytes,
        &report(&source, vec![about(&source, "约120公里", Warning)]),
    );
    let read = comments(&parts(&copy))
        .into_values()
        .next()
        .expect("a comment");
    assert_eq!(read.author, "绩效规则检查");
    assert_eq!(
        read.text,
        "应改 value-definite 指标值应当确定\n\
         “约120公里”<不是>确定的指标值 & 无法核对\n\
         建议：写成一个数，例如“120公里”\n\
         依据：填制说明 第 3 条\n"
    );
    assert_eq!(
        changed(&bytes, &copy),
        [
            "[Content_Types].xml",
            "word/_rels/document.xml.rels",
            "word/comments.xml",
            "word/document.xml"
        ]
    );
}

#[test]
fn what_others_have_written_stays() {
    for (name, number, author) in [("commented.docx", 0, "张三"), ("handmade.docx", 4, "王五")]
    {
        let bytes = sample(name);
        let source = view(name, &bytes);
        let before = comments(&parts(&bytes));
        let findings = vec![
            about(&source, "项目支出", Hint),
            about(&source, "约", Error),
        ];
        let copy = annotated(&bytes, &report(&source, findings));
        let after = comments(&parts(&copy));
        assert_eq!(before[&number].author, author);
        assert_eq!(before[&number], after[&number]);
        let document = |bytes: &[u8]| {
            let part = parts(bytes)["word/document.xml"].clone();
            String::from_utf8(part).expect("UTF-8")
        };
        for tag in [
            "<w:del ",
            "<w:ins ",
            "<w:delText>不少于</w:delText>",
            "<w:bookmarkStart",
        ] {
            let count = |bytes| document(bytes).matches(tag).count();
            assert_eq!(count(&copy), count(&bytes), "{name} {tag}");
        }
    }
}

#[test]
fn rows_that_tell_comments_apart_are_complete() {
    let bytes = sample("handmade.docx");
    let source = view("handmade.docx", &bytes);
    let two = report(
        &source,
        vec![about(&source, "约", Hint), about(&source, "甲", Error)],
    );
    let copy = annotated(&bytes, &two);
    let after = parts(&copy);
    for (part, row) in [
        ("word/commentsExtended.xml", "w15:commentEx "),
        ("word/commentsIds.xml", "w16cid:commentId "),
        ("word/commentsExtensible.xml", "w16cex:commentExtensible "),
    ] {
        let text = String::from_utf8(after[part].clone()).expect("UTF-8");
        assert_eq!(text.matches(row).count(), 3, "{text}");
    }
    // 4A580001 is taken by a paragraph of the document.
    let text = String::from_utf8(after["word/comments.xml"].clone()).expect("UTF-8");
    assert!(text.contains("w14:paraId=\"4A580002\"") && text.contains("w14:paraId=\"4A580003\""));
    let one = report(&source, vec![about(&source, "甲", Error)]);
    let after = parts(&annotated(&copy, &one));
    let text = String::from_utf8(after["word/commentsIds.xml"].clone()).expect("UTF-8");
    assert_eq!(text.matches("w16cid:commentId ").count(), 2, "{text}");
}

#[test]
fn a_file_that_has_changed_is_left_alone() {
    let bytes = sample("plain.docx");
    let source = view("plain.docx", &bytes);
    let report = report(&source, vec![about(&source, "约", Hint)]);
    let refused = annotate(&bytes, "别的", std::slice::from_ref(&report), None);
    assert_eq!(refused, Err(Refusal::Changed));
    let other = sample("commented.docx");
    let refused = annotate(&other, source.text(), std::slice::from_ref(&report), None);
    assert_eq!(refused, Err(Refusal::Changed));
    assert!(!is_untouched_copy(&bytes));
    assert!(is_untouched_copy(&annotated(&bytes, &report)));
}

/// A finding about a range that proposes to write something else there.
fn fixable(source: &SourceFile, range: TextRange, text: &str, level: Applicability) -> Finding {
    let words = source.slice(range).to_owned();
    let edit = Edit {
        range,
        text: text.to_owned(),
    };
    Finding {
        fixes: vec![Fix {
            title: format!("“{words}”改为“{text}”"),
            applicability: level,
            edits: vec![edit],
        }],
        ..at(Some(range), &words, Warning)
    }
}

fn fixed(bytes: &[u8], report: &DocumentReport, most: Applicability) -> Vec<u8> {
    let text = report.source.text();
    annotate(bytes, text, std::slice::from_ref(report), Some(most))
        .expect("annotated")
        .bytes
}

#[test]
fn fixes_become_tracked_changes() {
    let bytes = sample("plain.docx");
    let source = view("plain.docx", &bytes);
    let find = |words: &str| {
        let start = source.text().find(words).expect("there");
        TextRange::of(start..start + words.len())
    };
    let two = find("。。");
    let findings = vec![
        fixable(&source, find("养护公路里程"), "公路养护里程", Safe),
        fixable(&source, TextRange::new(two.start, two.start + 3), "", Safe),
        fixable(&source, find("约120公里"), "120公里", Unsafe),
        fixable(&source, find("100.5"), "100", Display),
        fixable(&source, find("项目名称"), "项目\t名称", Safe),
    ];
    let report = report(&source, findings);
    let copy = fixed(&bytes, &report, Safe);
    let text = source
        .text()
        .replacen("养护公路里程", "公路养护里程", 1)
        .replace("。。", "。");
    assert_eq!(view("plain.docx", &copy).text(), text);
    let part = String::from_utf8(parts(&copy)["word/document.xml"].clone()).expect("UTF-8");
    assert!(part.contains(
        "<w:del w:id=\"1\" w:author=\"绩效规则检查\" w:date=\"2023-01-01T00:00:00Z\"><w:r><w:delText xml:space=\"preserve\">养护公路里程\
         </w:delText></w:r></w:del><w:ins w:id=\"2\" w:author=\"绩效规则检查\" w:date=\"2023-01-01T00:00:00Z\"><w:r>\
         <w:t xml:space=\"preserve\">公路养护里程</w:t></w:r></w:ins>"
    ), "{part}");
    let said: Vec<String> = comments(&parts(&copy))
        .into_values()
        .map(|it| it.text)
        .collect();
    let states = [
        "已写成修订",
        "已写成修订",
        "（需确认）",
        "（仅提示）",
        "（可直接改）",
    ];
    for (text, state) in said.iter().zip(states) {
        assert!(text.contains(state), "{text}");
    }
    let copy = fixed(&bytes, &report, Unsafe);
    let text = text.replacen("约120公里", "120公里", 1);
    assert_eq!(view("plain.docx", &copy).text(), text);
    // What somebody else has put in stays as it is.
    let bytes = sample("commented.docx");
    let source = view("commented.docx", &bytes);
    let at = source.text().find("养护里程约").expect("there") + "养护里程".len();
    let about = fixable(&source, TextRange::of(at..at + 3), "", Safe);
    let report = super::samples::report(&source, vec![about]);
    assert_eq!(
        view("commented.docx", &fixed(&bytes, &report, Safe)).text(),
        source.text()
    );
}

/// The text of a range as the marks can show it: what stands in runs, its list numbers left out.
fn shown(bytes: &[u8], range: TextRange) -> Option<String> {
    let mut package = Package::open(bytes).expect("a package");
    let word = Word::read(&mut package).expect("a document");
    let mut out = String::new();
    for piece in word.pieces_in(range) {
        // Pieces that are marked as a whole are tried by hand.
        let jixiao::ooxml::Origin::Text { .. } = piece.origin else {
            match piece.origin {
                jixiao::ooxml::Origin::Nowhere => continue,
                _ => return None,
            }
        };
        let run = word.runs[piece.origin.run()? as usize];
        if word.paragraphs[run.paragraph as usize].story != jixiao::ooxml::Story::Body {
            return None;
        }
        let start = piece.view.start.max(range.start);
        let end = piece.view.end.min(range.end);
        out.push_str(TextRange::new(start, end).slice(&word.text));
    }
    (!out.is_empty()).then_some(out)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is marked: the document stays one, reads the same, and a second run gives the same
    /// bytes.
    #[test]
    fn any_ranges_can_be_marked(
        sample_at in 0..SAMPLES.len(),
        places in prop::collection::vec((any::<Index>(), 0..40_usize, 0..4_usize), 0..8),
    ) {
        let name = SAMPLES[sample_at];
        let bytes = sample(name);
        let source = view(name, &bytes);
        let text = source.text();
        let bounds: Vec<usize> = text.char_indices().map(|it| it.0).chain([text.len()]).collect();
        let ranges: Vec<TextRange> = places
            .iter()
            .map(|(start, length, _)| {
                let start = start.index(bounds.len());
                let end = (start + length).min(bounds.len() - 1);
                TextRange::of(bounds[start]..bounds[end])
            })
            .collect();
        let findings = ranges.iter().map(|range| {
            at(Some(*range), source.slice(*range), Hint)
        });
        let report = report(&source, findings.collect());
        let copy = annotated(&bytes, &report);
        for (part, bytes) in parts(&copy) {
            if part.ends_with(".xml") || part.ends_with(".rels") {
                prop_assert!(Outline::read(&bytes, usize::MAX).is_ok(), "{}", part);
            }
        }
        // Fixes do to the text what their edits say, as far as they can be tracked.
        let mut tried = report.clone();
        for (finding, (.., text)) in tried.findings.iter_mut().zip(&places) {
            let range = finding.places[0].range;
            let new = ["", "新", "<新> &", " 新 "][*text];
            *finding = fixable(&source, range, new, Safe);
        }
        let mended = fixed(&bytes, &tried, Safe);
        let held = |it: &Read| it.text.contains("已写成修订");
        let said = comments(&parts(&mended)).into_values().filter(|it| it.author == AUTHOR);
        let mut done = tried.findings.clone();
        for (finding, read) in done.iter_mut().zip(said) {
            finding.fixes.retain(|_| held(&read));
        }
        let plan = jixiao::fix::plan(&done, Safe);
        let read = view(name, &mended);
        prop_assert_eq!(read.text(), jixiao::fix::apply(text, &plan.edits));
        for (part, bytes) in parts(&mended) {
            prop_assert!(!part.ends_with(".xml") || Outline::read(&bytes, usize::MAX).is_ok(), "{}", part);
        }
        let again = view(name, &copy);
        prop_assert_eq!(again.text(), text);
        prop_assert_eq!(again.anchors().entries(), source.anchors().entries());
        prop_assert!(annotated(&copy, &report) == copy, "twice is not once");
        let read: BTreeMap<u32, Read> = comments(&parts(&copy));
        let ours: Vec<&Read> = read.values().filter(|it| it.author == AUTHOR).collect();
        prop_assert_eq!(ours.len(), ranges.len());
        for (read, range) in ours.iter().zip(&ranges) {
            prop_assert_eq!(read.marks, [1, 1, 1]);
            let trimmed = jixiao::write::note(&report, &at(Some(*range), "", Hint)).range;
            if let Some(words) = shown(&bytes, trimmed.unwrap_or(*range)) {
                prop_assert_eq!(&read.words, &words);
            }
        }
    }
}
