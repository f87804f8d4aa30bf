//! Everything that may happen to a pack on its way, and the words with which it is refused.

use std::fmt::Write;

use jixiao::pack::Trust;
use rawzip::CompressionMethod;

use super::world::{Crafted, Department, Keys, build, craft, entries, lock, repack, sources};
use crate::support::snapshot;

/// What happens to what the department has.
type Tamper = fn(&Scene, &mut Department);

/// What an attacker has to work with.
struct Scene {
    bureau: Keys,
    stranger: Keys,
    /// The issue that was sent, its digest and its files.
    archive: Vec<u8>,
    digest: String,
    entries: Vec<(String, Vec<u8>)>,
}

impl Scene {
    fn new() -> Self {
        let archive = build(&sources(7, "云泽市要求"));
        let entries = entries(&archive);
        let list = String::from_utf8_lossy(&entries[0].1).into_owned();
        let digest = list.lines().find_map(|line| line.strip_prefix("digest = "));
        Self {
            bureau: Keys::new(),
            stranger: Keys::new(),
            digest: digest.expect("a digest").trim_matches('"').to_owned(),
            archive,
            entries,
        }
    }

    /// The department that got everything as it was sent and trusts the bureau.
    fn department(&self) -> Department {
        Department {
            archive: self.archive.clone(),
            signature: Some(self.bureau.sign(&self.archive)),
            trust: Trust {
                keys: vec![self.bureau.trusted("云泽市财政局")],
                ..Trust::default()
            },
        }
    }

    /// The files with one more.
    fn with(&self, more: Crafted) -> Vec<u8> {
        let mut all: Vec<Crafted> = self
            .entries
            .iter()
            .map(|(name, bytes)| Crafted::new(name.as_str(), bytes.as_slice()))
            .collect();
        all.push(more);
        craft(&all)
    }

    /// The archive with the list changed.
    fn listed(&self, change: impl Fn(String) -> String) -> Vec<u8> {
        let mut entries = self.entries.clone();
        let list = String::from_utf8_lossy(&entries[0].1).into_owned();
        entries[0].1 = change(list).into_bytes();
        repack(&entries)
    }
}

/// Changes bytes of the archive where they stand for the nth time, so that nothing else is
/// different.
fn patched(archive: &[u8], from: &str, nth: usize, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let windows = archive.windows(from.len()).enumerate();
    let mut found = windows.filter(|(_, window)| *window == from.as_bytes());
    let at = found.nth(nth).expect("the bytes").0;
    let mut changed = archive.to_vec();
    changed[at..at + to.len()].copy_from_slice(to.as_bytes());
    changed
}

const CASES: &[(&str, Tamper)] = &[
    ("原样", |_, _| {}),
    ("原样，用过同一版", |scene, it| {
        it.trust.lock = lock(7, &scene.digest, Some("云泽市财政局"));
    }),
    ("原样，用过更早的一版", |_, it| {
        it.trust.lock = lock(6, "sha256:0", None);
    }),
    // What is in the archive.
    ("改了一个字节", |scene, it| {
        it.archive = patched(&scene.archive, "severity error", 0, "severity erroR");
    }),
    ("改了清单的一个字节", |scene, it| {
        it.archive = patched(&scene.archive, "sequence = 7", 0, "sequence = 9");
    }),
    ("少一个文件", |scene, it| {
        let mut entries = scene.entries.clone();
        entries.retain(|(name, _)| name != "spent.rule");
        it.archive = repack(&entries);
    }),
    ("文件换了名称", |scene, it| {
        let mut entries = scene.entries.clone();
        entries.last_mut().expect("a file").0 = "spend.rule".into();
        it.archive = repack(&entries);
    }),
    ("改了文件，清单也跟着改", |_, it| {
        it.archive = build(&sources(7, "篡改过的要求"));
    }),
    (
        "改了文件，清单也跟着改，不核对签名",
        |_, it| {
            it.archive = build(&sources(7, "篡改过的要求"));
            it.trust.allow_untrusted = true;
        },
    ),
    ("清单里写了不该有的文件", |scene, it| {
        let mut entries = scene.entries.clone();
        let digest = sha256(b"rule");
        let list = format!("\n[[file]]\npath = \"安装.exe\"\nsize = 4\ndigest = \"{digest}\"\n");
        entries[0].1.extend_from_slice(list.as_bytes());
        entries.push(("安装.exe".into(), b"rule".to_vec()));
        it.archive = repack(&entries);
    }),
    ("没有清单", |scene, it| {
        it.archive = repack(&scene.entries[1..]);
    }),
    ("清单写坏了", |scene, it| {
        it.archive = scene.listed(|list| list.replace('=', ":"));
    }),
    ("清单是以后的格式", |scene, it| {
        it.archive = scene.listed(|list| list.replace("jixiao-pack/1", "jixiao-pack/2"));
    }),
    ("清单多出一项", |scene, it| {
        it.archive = scene.listed(|list| list.replace("sequence", "extra = 1\nsequence"));
    }),
    ("清单和 pack.toml 的序号不同", |scene, it| {
        it.archive = scene.listed(|list| list.replace("sequence = 7", "sequence = 8"));
        it.signature = Some(scene.bureau.sign(&it.archive));
    }),
    // The signature.
    ("没有签名", |_, it| it.signature = None),
    ("没有签名，不核对", |_, it| {
        it.signature = None;
        it.trust.allow_untrusted = true;
    }),
    ("没有签名，也没有写明信任谁", |_, it| {
        it.signature = None;
        it.trust.keys.clear();
    }),
    ("有签名，没有写明信任谁", |_, it| {
        it.trust.keys.clear();
    }),
    ("有签名，没有写明信任谁，不核对", |_, it| {
        it.trust.keys.clear();
        it.trust.allow_untrusted = true;
    }),
    ("别人的签名", |scene, it| {
        it.signature = Some(scene.stranger.sign(&scene.archive));
    }),
    ("别人的签名，冒用公钥的编号", |scene, it| {
        let ours = scene.bureau.sign(&scene.archive);
        let theirs = scene.stranger.sign(&scene.archive);
        it.signature = Some(renumbered(&theirs, &ours));
    }),
    ("同一单位另一个规则包的签名", |scene, it| {
        let other = build(&sources(8, "另一个"));
        it.signature = Some(scene.bureau.sign(&other));
    }),
    ("签名里的说明改过", |_, it| {
        it.signature = it
            .signature
            .take()
            .map(|text| text.replace("jixiao test", "jixiao text"));
    }),
    ("签名是空的", |_, it| {
        it.signature = Some(String::new());
    }),
    ("签名缺最后一行", |_, it| {
        let text = it.signature.take().expect("a signature");
        it.signature = text
            .trim_end()
            .rsplit_once('\n')
            .map(|(start, _)| start.to_owned());
    }),
    ("签名最后一行太短", |_, it| {
        let text = it.signature.take().expect("a signature");
        let start = text.trim_end().rsplit_once('\n').expect("lines").0;
        it.signature = Some(format!("{start}\nAAAA\n"));
    }),
    ("签名太长", |_, it| {
        it.signature = Some("x".repeat(100_000));
    }),
    // The lock.
    ("旧的一版", |_, it| {
        it.trust.lock = lock(8, "sha256:0", None);
    }),
    ("旧的一版，不核对签名", |_, it| {
        it.trust.lock = lock(8, "sha256:0", None);
        it.trust.allow_untrusted = true;
    }),
    ("序号相同，内容不同", |_, it| {
        it.trust.lock = lock(7, "sha256:0", None);
    }),
    ("以前有签名，现在没有", |_, it| {
        it.trust.lock = lock(6, "sha256:0", Some("云泽市财政局"));
        it.trust.keys.clear();
        it.signature = None;
    }),
    // The form of the archive.
    ("链接", |scene, it| {
        let mut link = Crafted::new("x.rule", "/etc/passwd");
        link.mode = Some(0o120_777);
        it.archive = scene.with(link);
    }),
    ("设备", |scene, it| {
        let mut pipe = Crafted::new("x.rule", "");
        pipe.mode = Some(0o010_644);
        it.archive = scene.with(pipe);
    }),
    ("加密", |scene, it| {
        let mut secret = Crafted::new("x.rule", "rule");
        secret.encrypted = true;
        it.archive = scene.with(secret);
    }),
    ("压缩炸弹", |scene, it| {
        let mut bomb = Crafted::new("x.rule", vec![0; 1000]);
        bomb.method = CompressionMethod::DEFLATE;
        bomb.declared = Some(4 << 30);
        it.archive = scene.with(bomb);
    }),
    ("压缩炸弹，说自己没有压缩", |scene, it| {
        let mut bomb = Crafted::new("x.rule", vec![0; 1000]);
        bomb.declared = Some(4 << 30);
        it.archive = scene.with(bomb);
    }),
    ("很大的文件", |scene, it| {
        it.archive = scene.with(Crafted::new("x.rule", vec![b' '; 9 << 20]));
    }),
    ("许多文件指着同一处", |_, it| {
        it.archive = overlapping();
    }),
    ("很多文件", |_, it| {
        let many: Vec<_> = (0..2100)
            .map(|n| Crafted::new(format!("{n}.rule"), ""))
            .collect();
        it.archive = craft(&many);
    }),
    ("归档里有归档", |scene, it| {
        it.archive = scene.with(Crafted::new("inner.jxp", scene.archive.clone()));
    }),
    ("前面夹着内容", |scene, it| {
        it.archive = [b"#!/bin/sh\n".to_vec(), scene.archive.clone()].concat();
    }),
    ("后面夹着内容", |scene, it| {
        it.archive.extend_from_slice(&scene.archive[..40]);
    }),
    ("属性里夹着内容", |scene, it| {
        let mut entries: Vec<Crafted> = scene
            .entries
            .iter()
            .map(|(name, bytes)| Crafted::new(name.as_str(), bytes.as_slice()))
            .collect();
        entries[1].extra = true;
        it.archive = craft(&entries);
    }),
    ("两处写的名称不同", |scene, it| {
        // After the list comes the place before the file, then the directory at the end.
        it.archive = patched(&scene.archive, "spent.rule", 1, "sp3nt.rule");
    }),
    ("次序换了", |scene, it| {
        let mut entries = scene.entries.clone();
        entries.swap(1, 2);
        it.archive = repack(&entries);
    }),
    ("清单不在最前面", |scene, it| {
        let mut entries = scene.entries.clone();
        entries.sort();
        it.archive = repack(&entries);
    }),
    ("复制到一半", |scene, it| {
        it.archive.truncate(scene.archive.len() / 2);
    }),
    ("不是归档", |_, it| it.archive = "规则包".into()),
    ("空文件", |_, it| it.archive.clear()),
    ("空的归档", |_, it| it.archive = craft(&[])),
];

/// Names of one more file.
const NAMES: &[(&str, &[u8])] = &[
    ("多一个文件", b"more.rule"),
    ("多一个别的文件", "安装.exe".as_bytes()),
    ("文件夹", b"forms/"),
    ("同名的两个文件", b"spent.rule"),
    ("只差大小写的两个文件", b"Spent.rule"),
    ("跳出规则包", b"../../jixiao.toml"),
    ("中间跳出规则包", b"forms/../../x.rule"),
    ("绝对路径", b"/etc/x.rule"),
    ("盘符", b"C:/x.rule"),
    ("反斜杠", b"forms\\x.toml"),
    ("空的一段", b"forms//x.toml"),
    ("没有名称", b""),
    ("看不见的字符", "x\u{202e}elur.rule".as_bytes()),
    ("换行", b"x\n.rule"),
    ("设备的名称", b"con.rule"),
    ("以点结尾", b"forms./x.toml"),
    ("数据流", b"x.rule:y"),
    ("很长的名称", &[b'x'; 300]),
    ("名称不是 UTF-8", b"\xb9\xe6\xd4\xf2.rule"),
];

/// A signature with the number of the key of another one.
fn renumbered(theirs: &str, ours: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (mut theirs, ours) = (lines(theirs), lines(ours));
    // Two bytes of algorithm and eight of the number: 13 characters of base64 and a bit; the 14th
    // also holds the first bits of the signature, which is wrong either way.
    let start: String = ours[1].chars().take(14).collect();
    let rest: String = theirs[1].chars().skip(14).collect();
    theirs[1] = start + &rest;
    theirs.join("\n") + "\n"
}

/// An archive of 40 files that all show the same two megabytes.
fn overlapping() -> Vec<u8> {
    let mut all = vec![Crafted::new("0.rule", vec![b' '; 2 << 20])];
    all.extend((1..40).map(|n| Crafted::new(format!("{n}.rule"), "")));
    let mut archive = craft(&all);
    let records: Vec<usize> = (0..archive.len() - 4)
        .filter(|at| archive[*at..].starts_with(b"PK\x01\x02"))
        .collect();
    let first = records[0];
    // Sum, two lengths and the place of the data, as in the first record.
    for record in &records[1..] {
        for field in [16..20, 20..24, 24..28, 42..46] {
            let value = archive[first + field.start..first + field.end].to_vec();
            archive[record + field.start..record + field.end].copy_from_slice(&value);
        }
    }
    archive
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(bytes);
    let digits = hash.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    format!("sha256:{digits}")
}

/// The numbers of keys are another in every run.
fn settled(words: &str, scene: &Scene) -> String {
    let number = |keys: &Keys| {
        let signer = keys.trusted("").signer();
        signer.trim_matches(['（', '）']).to_owned()
    };
    words
        .replace(&number(&scene.bureau), "财政局的公钥")
        .replace(&number(&scene.stranger), "别人的公钥")
}

#[test]
fn what_is_not_as_it_was_sent_is_refused() {
    let scene = Scene::new();
    let mut page = String::new();
    for (name, tamper) in CASES {
        let mut department = scene.department();
        tamper(&scene, &mut department);
        let verdict = settled(&department.verdict(), &scene);
        let _ = writeln!(page, "== {name}\n{verdict}");
    }
    for (title, name) in NAMES {
        let mut department = scene.department();
        department.archive = scene.with(Crafted::new(*name, "rule"));
        let verdict = settled(&department.verdict(), &scene);
        let _ = writeln!(page, "== {title}\n{verdict}");
    }
    snapshot("tests/data/shipping/tampering.expected", &page);
}

/// The same files make the same bytes, wherever they come from: this number was made elsewhere.
#[test]
fn the_same_files_make_the_same_archive() {
    let sources = sources(7, "云泽市要求");
    let archive = build(&sources);
    assert_eq!(archive, build(&sources));
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("same-archive");
    let _ = std::fs::remove_dir_all(&folder);
    // Written in another order, with what is no part of a pack beside it.
    for (name, text) in sources.iter().rev() {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    std::fs::write(folder.join("备注.txt"), "不属于规则包").expect("written");
    let mut map = jixiao::source::SourceMap::default();
    let files = jixiao::vfs::DiskFiles;
    let pack = jixiao::pack::load(&files, &folder, &mut map, &mut Vec::new());
    let pack = pack.expect("readable").expect("a pack");
    let built = jixiao::pack::build(&files, &pack, None).expect("built");
    assert_eq!(built.bytes, archive);
    assert_eq!(built.left_out, ["备注.txt"]);
    snapshot(
        "tests/data/shipping/archive.sha256",
        &(sha256(&archive) + "\n"),
    );
}

/// A pack judges the same from its folder and from its archive, and is named by the same digest.
#[test]
fn an_archive_is_the_folder_it_was_built_from() {
    let sources = sources(7, "云泽市要求");
    let department = Department {
        archive: build(&sources),
        ..Department::default()
    };
    let shipped = department.load().expect("accepted");
    let mut files = jixiao::vfs::MemoryFiles::default();
    for (name, text) in &sources {
        files.insert(std::path::Path::new("pack").join(name), text.as_str());
    }
    let paths = ["pack".into()];
    let (folder, _) = jixiao::workspace::Workspace::from_packs(&files, &paths).expect("loaded");
    let [a, b] = [&shipped, &folder].map(|it| {
        let book = &it.books[0];
        let digest = book.packs()[0].digest.clone();
        let trials = jixiao::trial::run(it, &it.cases, None);
        let results: Vec<_> = trials.iter().flat_map(|it| &it.results).cloned().collect();
        assert!(results.iter().all(|it| it.problem.is_none()), "{results:?}");
        (digest, results.len())
    });
    assert_eq!(a, b);
    assert_eq!(a.1, 3, "two examples and a case");
}
