//! The commands of `jixiao pack` as they are called, one after the other in one folder: a bureau's
//! way to a signed archive, a department's way from there to a check.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::packs::embedded_is_stale;
use crate::support::root;

/// A working folder of its own.
struct Desk(PathBuf);

/// What a call ended in.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new(name: &str) -> Self {
        assert!(
            !embedded_is_stale(),
            "the embedded packs are stale: UPDATE=1 cargo test, and once more"
        );
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn run(&self, command: &str) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(command.split_whitespace())
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .expect("started");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        let ran = Ran {
            code: output.status.code().expect("an exit code"),
            out: text(output.stdout),
            err: text(output.stderr),
        };
        assert!(!ran.err.contains("panicked"), "{command}: {}", ran.err);
        ran
    }

    /// Runs a command that must succeed; what it prints.
    fn ok(&self, command: &str) -> String {
        let ran = self.run(command);
        assert_eq!(ran.code, 0, "{command}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// Runs a command that must fail with this code and say this.
    fn fails(&self, command: &str, code: i32, says: &str) {
        let ran = self.run(command);
        assert_eq!(ran.code, code, "{command}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(says), "{command}: {}", ran.err);
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).expect("written");
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replace(from, to));
    }

    fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

const ARCHIVE: &str = "yunze-2022-1.0.0.jxp";

/// A desk with a pack that was built and signed, and a declaration of its year.
fn shipped(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.ok("pack new yunze-2022");
    desk.ok("pack build yunze-2022");
    desk.ok("pack keygen keys/yunze --no-password");
    desk.ok(&format!("pack sign --key keys/yunze.key {ARCHIVE}"));
    let form = root().join("declarations/sports-department-2022.txt");
    fs::copy(form, desk.0.join("form.txt")).expect("copied");
    desk
}

#[test]
fn a_new_pack_is_in_order() {
    let desk = Desk::new("pack-new");
    let said = desk.ok("pack new a/yunze-2026 --issuer 云泽市财政局");
    assert!(said.contains("a/yunze-2026/pack.toml"), "{said}");
    let manifest = desk.read("a/yunze-2026/pack.toml");
    assert!(
        manifest.contains("issuer   = \"云泽市财政局\""),
        "{manifest}"
    );
    assert!(desk.ok("pack check a/yunze-2026").contains("可以发布"));
    desk.ok("test a/yunze-2026");
    desk.fails("pack new a/yunze-2026", 2, "已经有");
    assert_eq!(desk.read("a/yunze-2026/pack.toml"), manifest);
    desk.fails("pack new 云泽", 2, "编号");
    desk.fails("pack new yunze", 2, "--year");
    desk.ok("pack new yunze --year 2027");
    assert!(desk.ok("pack inspect yunze").contains("2027 年度"));
}

#[test]
fn next_years_pack_is_told_what_is_still_of_this_year() {
    let desk = Desk::new("pack-next-year");
    desk.ok("pack new yunze-2026");
    let (old, new) = (desk.0.join("yunze-2026"), desk.0.join("yunze-2027"));
    fs::rename(old, new).expect("renamed");
    let said = desk.run("pack check yunze-2027").err;
    assert!(said.contains("编号是“yunze-2026”"), "{said}");
    let manifest = "yunze-2027/pack.toml";
    desk.replace(manifest, "\"yunze-2026\"", "\"yunze-2027\"");
    desk.replace(manifest, "2026-01-01", "2027-01-01");
    desk.replace(manifest, "2026-12-31", "2027-12-31");
    let says = "没有评判这份案例：没有管 2026 年度的规则包：yunze-2027 管 2027 年度";
    desk.fails("pack check yunze-2027", 1, says);
    desk.replace("yunze-2027/cases/funds.md", "2026", "2027");
    let said = desk.run("pack check yunze-2027");
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
}

#[test]
fn a_pack_that_is_not_in_order_is_not_built() {
    let desk = Desk::new("pack-build");
    desk.ok("pack new yunze-2026");
    let rule = "yunze-2026/funds.rule";
    desk.replace(rule, "基本支出 = 200.00", "基本支出 = 20.00");
    desk.fails("pack check yunze-2026", 1, "应当不通过，却通过了");
    desk.fails("pack build yunze-2026", 2, "没有生成文件");
    desk.replace(rule, "基本支出 = 20.00", "基本支出 = 200.00");
    desk.replace("yunze-2026/cases/funds.md", "应报 yunze", "不应报 yunze");
    desk.fails("pack build yunze-2026", 2, "不应报 yunze-basic-share");
    desk.replace("yunze-2026/cases/funds.md", "不应报 yunze", "应报 yunze");
    desk.replace(rule, "要求 基本支出", "要求 基本之出");
    desk.fails("pack build yunze-2026", 2, "是否想写“基本支出”");
    desk.replace(rule, "要求 基本之出", "要求 基本支出");
    for (key, says) in [
        ("sequence = 1\n", "sequence"),
        ("effective = 2026-01-01\n", ""),
    ] {
        let manifest = desk.read("yunze-2026/pack.toml");
        desk.replace("yunze-2026/pack.toml", key, "");
        if says.is_empty() {
            // The last year alone is enough to be for certain years.
            desk.ok("pack check yunze-2026");
        } else {
            desk.fails("pack check yunze-2026", 1, says);
        }
        desk.write("yunze-2026/pack.toml", &manifest);
    }
    // A second requirement that nothing tries.
    desk.replace(
        rule,
        "要求 基本支出",
        "要求 资金总额 <= 900000 万元\n    要求 基本支出",
    );
    desk.ok("pack check yunze-2026");
    let manifest = desk.read("yunze-2026/pack.toml");
    desk.write(
        "yunze-2026/pack.toml",
        &format!("coverage = 80\n{manifest}"),
    );
    desk.fails(
        "pack check yunze-2026",
        1,
        "只试到 50% 的要求，清单要的是 80%",
    );
    desk.write("yunze-2026/pack.toml", &manifest);
    assert!(!desk.has("yunze-2026-1.0.0.jxp"));
    desk.fails("pack build nowhere", 2, "没有这个文件或文件夹");
}

#[test]
fn the_same_version_is_not_built_of_other_files() {
    let desk = Desk::new("pack-again");
    desk.ok("pack new yunze-2026");
    desk.ok("pack build yunze-2026 --output out");
    let read = || fs::read(desk.0.join("out/yunze-2026-1.0.0.jxp")).expect("built");
    let first = read();
    desk.ok("pack build yunze-2026 --output out");
    assert_eq!(read(), first);
    desk.replace("yunze-2026/funds.rule", "六成", "七成");
    desk.fails(
        "pack build yunze-2026 --output out",
        2,
        "提高 version 和 sequence",
    );
    assert_eq!(read(), first);
    desk.ok("pack build yunze-2026 --output out --force");
    assert_ne!(read(), first);
    desk.fails("pack build out/yunze-2026-1.0.0.jxp", 2, "是文件");
}

#[test]
fn keys_are_made_once_and_kept() {
    let desk = Desk::new("pack-keys");
    desk.fails("pack keygen keys/a", 2, "--no-password");
    assert!(!desk.has("keys/a.key"));
    desk.write("password", "秘密\n");
    desk.ok("pack keygen keys/a --password-file password");
    desk.fails("pack keygen keys/a --no-password", 2, "已经有");
    desk.ok("pack new yunze-2022");
    desk.ok("pack build yunze-2022");
    desk.fails(
        &format!("pack sign --key keys/a.key {ARCHIVE}"),
        2,
        "有密码",
    );
    desk.write("other", "别的");
    let sign = format!("pack sign --key keys/a.key {ARCHIVE} --password-file");
    desk.fails(&format!("{sign} other"), 2, "密码不对");
    desk.fails(
        &format!("pack sign --key keys/a.pub {ARCHIVE}"),
        2,
        "不是私钥",
    );
    assert!(!desk.has(&format!("{ARCHIVE}.minisig")));
    desk.ok(&format!("{sign} password --comment 2022年1月5日签发"));
    let signature = desk.read(&format!("{ARCHIVE}.minisig"));
    let comment = "trusted comment: jixiao yunze-2022 1.0.0 1 2022年1月5日签发";
    assert!(signature.contains(comment), "{signature}");
    desk.fails("pack sign --key keys/a.key yunze-2022", 2, "是文件夹");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let rights = fs::metadata(desk.0.join("keys/a.key"))
            .expect("a key")
            .permissions();
        assert_eq!(rights.mode() & 0o777, 0o600, "nobody else reads the key");
    }
}

#[test]
fn a_department_uses_what_it_trusts() {
    let desk = shipped("pack-trust");
    let check = format!("check --pack {ARCHIVE} --format json --fail-on never form.txt");
    desk.fails(&check, 2, "JX0552");
    desk.fails(&format!("pack verify {ARCHIVE}"), 2, "trust = ");
    let open = desk.ok(&format!("{check} --allow-untrusted"));
    assert!(open.contains("\"signed_by\":null"), "{open}");
    desk.write("jixiao.toml", "trust = [\"keys/yunze.pub\"]\n");
    let report: serde_json::Value = serde_json::from_str(&desk.ok(&check)).expect("JSON");
    let signer = report["packs"][0]["signed_by"].as_str().expect("a signer");
    assert!(signer.starts_with("yunze（"), "{signer}");
    let full = desk.ok(&check.replace("json", "full"));
    assert!(
        full.contains(&format!("由用户指定，签名的是 {signer}")),
        "{full}"
    );
    // Every command that takes packs takes this one.
    for command in [
        format!("rules --pack {ARCHIVE}"),
        format!("explain yunze-basic-share --pack {ARCHIVE}"),
        format!("inspect form.txt --pack {ARCHIVE}"),
        format!("test {ARCHIVE}"),
        format!("pack check {ARCHIVE}"),
        format!("pack inspect {ARCHIVE}"),
        format!("pack verify {ARCHIVE}"),
    ] {
        desk.ok(&command);
        // A folder is for who writes it.
        let folder = command.replace(ARCHIVE, "yunze-2022");
        match command.contains("--pack") {
            true => desk.fails(&folder, 2, "JX0551"),
            false if command.starts_with("pack verify") => desk.fails(&folder, 2, "是文件夹"),
            false => drop(desk.ok(&folder)),
        }
    }
    let info = desk.ok(&format!("pack inspect --format json {ARCHIVE}"));
    let info: serde_json::Value = serde_json::from_str(&info).expect("JSON");
    assert_eq!(info["signature"]["signed_by"], signer);
    assert_eq!(info["files"].as_array().map(Vec::len), Some(3));
    assert_eq!(info["digest"], report["packs"][0]["digest"]);
    // A file that was changed stops all of them.
    let mut bytes = fs::read(desk.0.join(ARCHIVE)).expect("an archive");
    let at = bytes
        .windows(6)
        .rposition(|it| it == "六成".as_bytes())
        .expect("the words");
    bytes[at..at + 6].copy_from_slice("九成".as_bytes());
    fs::write(desk.0.join(ARCHIVE), bytes).expect("written");
    for command in [
        check.clone(),
        format!("rules --pack {ARCHIVE} --allow-untrusted"),
        format!("explain yunze-basic-share --pack {ARCHIVE}"),
        format!("inspect form.txt --pack {ARCHIVE}"),
        format!("test {ARCHIVE}"),
        format!("pack check {ARCHIVE}"),
        format!("pack inspect {ARCHIVE}"),
        format!("pack verify {ARCHIVE}"),
        format!("pack sign --key keys/yunze.key {ARCHIVE}"),
    ] {
        desk.fails(&command, 2, "“funds.rule”与清单里的摘要不符");
    }
}

#[test]
fn an_older_issue_is_refused_once_a_newer_one_was_used() {
    let desk = shipped("pack-lock");
    desk.write("jixiao.toml", "trust = [\"keys/yunze.pub\"]\n");
    desk.ok(&format!("pack verify {ARCHIVE}"));
    assert!(!desk.has("jixiao.lock"), "only --lock writes it");
    let said = desk.ok(&format!("pack verify {ARCHIVE} --lock"));
    assert!(said.contains("记在 jixiao.lock"), "{said}");
    desk.replace("yunze-2022/pack.toml", "\"1.0.0\"", "\"1.1.0\"");
    desk.replace("yunze-2022/pack.toml", "sequence = 1", "sequence = 2");
    desk.ok("pack build yunze-2022");
    desk.ok("pack sign --key keys/yunze.key yunze-2022-1.1.0.jxp");
    // The newer one is used without more ado; the lock is renewed when asked for.
    desk.ok("check --pack yunze-2022-1.1.0.jxp --fail-on never form.txt");
    desk.ok(&format!("check --pack {ARCHIVE} --fail-on never form.txt"));
    let said = desk.ok("pack verify yunze-2022-1.1.0.jxp --lock");
    assert!(said.contains("高于 jixiao.lock 里记的 1"), "{said}");
    assert!(desk.read("jixiao.lock").contains("sequence = 2"));
    for command in [
        format!("check --pack {ARCHIVE} form.txt"),
        format!("check --pack {ARCHIVE} form.txt --allow-untrusted"),
        format!("pack verify {ARCHIVE} --lock"),
        format!("test {ARCHIVE}"),
    ] {
        desk.fails(&command, 2, "序号是 1，低于已经用过的 2（1.1.0 版）");
    }
    // It holds in the folders below too.
    fs::create_dir_all(desk.0.join("below")).expect("a folder");
    let below = Desk(desk.0.join("below"));
    below.fails(&format!("pack verify ../{ARCHIVE}"), 2, "低于已经用过的 2");
    desk.write("jixiao.lock", "[[pack]]\nid = 3\n");
    desk.fails("pack verify yunze-2022-1.1.0.jxp", 2, "读不出来");
}

#[test]
fn settings_with_mistakes_stop_the_run() {
    let desk = shipped("pack-settings");
    let verify = format!("pack verify {ARCHIVE}");
    desk.write("jixiao.toml", "turst = [\"keys/yunze.pub\"]\n");
    desk.fails(&verify, 2, "是否想写“trust”？");
    desk.write("jixiao.toml", "trust = [\"yunze.pub\"]\n");
    desk.fails(&verify, 2, "读不了公钥“yunze.pub”");
    desk.write("jixiao.toml", "trust = [\"keys/yunze.key\"]\n");
    desk.fails(&verify, 2, "“keys/yunze.key”不是公钥");
    // Without a pack that somebody sent nobody has to be trusted.
    desk.ok("check --fail-on never form.txt");
}

/// A rule in the state of a draft judges only when asked to.
#[test]
fn drafts_judge_when_asked_to() {
    let desk = Desk::new("pack-draft");
    desk.ok("pack new yunze-2026");
    let form = desk.read("yunze-2026/cases/funds.md");
    let form = form
        .split("```")
        .nth(1)
        .expect("a form")
        .trim_start_matches("txt\n");
    let lines = form
        .lines()
        .map(|line| line.split(" ←").next().unwrap_or_default());
    desk.write("form.txt", &lines.collect::<Vec<_>>().join("\n"));
    let check = "check --pack yunze-2026 --fail-on never --format concise form.txt";
    assert!(desk.ok(check).contains("yunze-basic-share"));
    desk.replace("yunze-2026/pack.toml", "# [rules]\n# ", "[rules]\n");
    assert!(!desk.ok(check).contains("yunze-basic-share"));
    assert!(
        desk.ok(&format!("{check} --preview"))
            .contains("yunze-basic-share")
    );
    assert!(
        !desk
            .ok("rules --pack yunze-2026")
            .contains("yunze-basic-share")
    );
    assert!(
        desk.ok("explain yunze-basic-share --pack yunze-2026")
            .contains("草案")
    );
    assert!(desk.ok("pack check yunze-2026").contains("3 个通过"));
    assert!(
        desk.ok("pack inspect yunze-2026")
            .contains("基本支出不超过六成（草案）")
    );
}

/// What the program signs, minisign verifies, and the other way round.
#[test]
fn minisign_verifies_the_same_signatures() {
    let found = Command::new("minisign")
        .arg("-v")
        .stdin(Stdio::null())
        .output();
    if found.is_err() {
        // `.ci/run` installs it where it can. Said past the test's captured output, to be seen.
        let _ = writeln!(
            io::stdout(),
            "minisign is not installed: its verdict was not asked for"
        );
        return;
    }
    let desk = shipped("pack-minisign");
    desk.write(
        "files.toml",
        &desk.ok(&format!("pack inspect --format files {ARCHIVE}")),
    );
    let minisign = |arguments: &str| {
        let mut command = Command::new("minisign");
        command
            .args(arguments.split_whitespace())
            .current_dir(&desk.0);
        let output = command.stdin(Stdio::null()).output().expect("started");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), said)
    };
    let verify = format!("-V -m files.toml -x {ARCHIVE}.minisig -p keys/yunze.pub");
    let (verified, said) = minisign(&verify);
    assert!(
        verified && said.contains("jixiao yunze-2022 1.0.0 1"),
        "{said}"
    );
    desk.replace("files.toml", "funds", "fonds");
    assert!(!minisign(&verify).0);
    desk.replace("files.toml", "fonds", "funds");
    assert!(minisign("-G -W -p keys/other.pub -s keys/other.key").0);
    let sign = format!("-S -m files.toml -x {ARCHIVE}.minisig -s keys/other.key");
    assert!(minisign(&sign).0);
    desk.write("jixiao.toml", "trust = [\"keys/other.pub\"]\n");
    assert!(
        desk.ok(&format!("pack verify {ARCHIVE}"))
            .contains("other（")
    );
}
