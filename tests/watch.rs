//! Commands that stay until they are ended: `check --watch` and `watch`. The tests wait for what
//! the program says, never for a time.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::cli::folder;
use crate::packs::embedded_is_stale;
use crate::support::root;

struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Running {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        assert!(!embedded_is_stale(), "UPDATE=1 cargo test, and once more");
        let mut child = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let out = BufReader::new(child.stdout.take().expect("standard output"));
        Self { child, out }
    }

    /// The next line that begins with these words.
    fn line(&mut self, words: &str) -> String {
        let mut line = String::new();
        while !line.starts_with(words) || !line.ends_with('\n') {
            line.clear();
            let read = self.out.read_line(&mut line).expect("UTF-8");
            assert!(read > 0, "ended before it said “{words}”");
        }
        line
    }

    /// Ends it as Ctrl-C does; what it ended with.
    fn interrupt(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.expect("sent").success());
        self.child.wait().expect("ended").code()
    }
}

fn sample(name: &str) -> PathBuf {
    root().join("declarations").join(name)
}

#[test]
fn check_watch_judges_again_when_something_has_changed() {
    let folder = folder("check-watch");
    let file = folder.join("form.txt");
    fs::copy(sample("street-office-2021-clean.txt"), &file).expect("copied");
    let mut running = Running::start(
        &folder,
        &[
            "check",
            "--watch",
            "--format",
            "concise",
            "--output",
            "json=out.json",
        ],
    );
    assert!(running.line("#").starts_with("# 1 份申报表：必改 0"));
    fs::copy(sample("water-bureau-2023.txt"), &file).expect("copied");
    running.line("form.txt:11:2 error totals-balanced");
    running.line("#");
    // The settings count from the next round on.
    fs::write(folder.join("jixiao.toml"), "select = [\"weights-sum\"]\n").expect("written");
    assert!(running.line("#").starts_with("# 1 份申报表：必改 0"));
    // Settings with a mistake are told, and mended.
    fs::write(folder.join("jixiao.toml"), "sellect = []\n").expect("written");
    fs::write(
        folder.join("jixiao.toml"),
        "select = [\"totals-balanced\"]\n",
    )
    .expect("written");
    running.line("form.txt:11:2 error totals-balanced");
    assert_eq!(running.interrupt(), Some(0));
    let json = fs::read_to_string(folder.join("out.json")).expect("written");
    assert!(json.contains("jixiao-result/1"));
}

#[test]
fn a_result_appears_beside_each_declaration() {
    let folder = folder("hot-folder");
    fs::create_dir(folder.join("下面")).expect("made");
    let mut running = Running::start(folder.parent().expect("above"), &["watch", "hot-folder"]);
    running.line("等待");
    let put = |from: &str, to: &str| {
        fs::copy(sample(from), folder.join(to)).expect("copied");
        fs::read(folder.join(to)).expect("there")
    };
    let before = put("water-bureau-2023.txt", "水务局.txt");
    assert_eq!(
        running.line("hot-folder/水务局.txt"),
        "hot-folder/水务局.txt：必改 4，应改 5，提示 2\n"
    );
    assert_eq!(fs::read(folder.join("水务局.txt")).expect("there"), before);
    let page = fs::read_to_string(folder.join("水务局.txt.结果.txt")).expect("written");
    assert!(
        page.contains("第 11 行（资金总额）：资金总额与各项之和不相等"),
        "{page}"
    );
    put("street-office-2021-clean.txt", "水务局.txt");
    running.line("hot-folder/水务局.txt：必改 0");
    let page = fs::read_to_string(folder.join("水务局.txt.结果.txt")).expect("written");
    assert!(page.contains("没有发现问题"), "{page}");
    put("education-bureau-2022.toml", "下面/教育局.toml");
    running.line("hot-folder/下面/教育局.toml");
    assert!(folder.join("下面/教育局.toml.结果.txt").exists());
    // What somebody else has written stays.
    fs::write(folder.join("公路.txt.结果.txt"), "我的笔记\n").expect("written");
    put("road-project-2023.txt", "公路.txt");
    let line = running.line("hot-folder/公路.txt");
    assert!(line.contains("没有覆盖"), "{line}");
    let notes = fs::read_to_string(folder.join("公路.txt.结果.txt")).expect("there");
    assert_eq!(notes, "我的笔记\n");
    assert_eq!(running.interrupt(), Some(0));
    // Results are no declarations.
    let ran = crate::cli::run(&["check", "--format", "concise", &folder.to_string_lossy()]);
    assert!(ran.out.contains("# 3 份申报表"), "{}", ran.out);
}

#[test]
fn a_commented_copy_appears_beside_an_office_file() {
    let folder = folder("hot-office");
    let mut running = Running::start(
        folder.parent().expect("above"),
        &["watch", "hot-office", "--annotate"],
    );
    running.line("等待");
    let office = root().join("tests/data/annotate/plain.docx");
    fs::copy(&office, folder.join("公路.docx")).expect("copied");
    let line = running.line("hot-office/公路.docx");
    assert!(line.contains("必改") && !line.contains("没有写"), "{line}");
    assert!(folder.join("公路.docx.结果.txt").exists());
    assert!(folder.join("公路.批注.docx").exists());
    // The copy is nobody's declaration: the next line is about the next file.
    fs::copy(sample("road-project-2023.txt"), folder.join("二.txt")).expect("copied");
    running.line("hot-office/二.txt");
    assert!(!folder.join("公路.批注.docx.结果.txt").exists());
    assert_eq!(running.interrupt(), Some(0));
    assert_eq!(
        fs::read(folder.join("公路.docx")).expect("there"),
        fs::read(office).expect("there")
    );
}

#[test]
fn a_check_that_cannot_wait_says_so() {
    for (arguments, words) in [
        (&["check", "--watch", "-"][..], "标准输入"),
        (&["check", "--watch", "no/such/path"], "找不到"),
        (&["watch", "no/such/path"], "不是文件夹"),
    ] {
        let ran = crate::cli::run(arguments);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}
