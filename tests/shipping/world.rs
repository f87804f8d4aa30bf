//! A bureau's pack in memory, its archive, keys, and what a department says to it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use jixiao::pack::{self, Lock, Opened, Trust, TrustedKey};
use jixiao::source::SourceMap;
use jixiao::vfs::MemoryFiles;
use jixiao::workspace::{LoadError, Workspace};
use rawzip::extra_fields::ExtraFieldId;
use rawzip::path::EntryPath;
use rawzip::{CompressionMethod, DataDescriptorOutput, Header, ZipArchiveWriter};

/// The archive as the department has it.
pub(crate) const ARCHIVE: &str = "yunze-2026.jxp";

/// A pack of two files and a form that needs no other pack.
pub(crate) fn sources(sequence: u64, title: &str) -> BTreeMap<String, String> {
    let manifest = format!(
        "id = \"yunze-2026\"\nversion = \"1.{sequence}.0\"\nsequence = {sequence}\n\
         title = \"{title}\"\nissuer = \"云泽市财政局\"\n\
         effective = 2026-01-01\nexpires = 2026-12-31\n"
    );
    let form = "id = \"funds\"\nname = \"资金表\"\ntitles = [\"资金表\"]\n\
                [[field]]\nname = \"总额\"\nkind = \"数\"\nunit = \"万元\"\n\
                [[field]]\nname = \"支出\"\nkind = \"数\"\nunit = \"万元\"\n";
    let rule = "/// 支出有出处。\nrule yunze-spent \"支出不超过总额\" {\n    on 资金表\n    \
                basis \"办法\" 1 \"支出不得超过总额\"\n    severity error\n    \
                require 支出 <= 总额\n    help \"核对两个数\"\n\n    \
                example pass { 总额 = 3.00 万元  支出 = 2.00 万元 }\n    \
                example fail { 总额 = 3.00 万元  支出 = 4.00 万元 }\n}\n";
    let case = "# 资金\n\n```txt\n资金表\n总额\t3.00\n支出\t4.00 ← 应报 yunze-spent\n```\n";
    [
        ("pack.toml", manifest.as_str()),
        ("forms/资金表.toml", form),
        ("spent.rule", rule),
        ("cases/spent.md", case),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

/// The archive of these files.
pub(crate) fn build(sources: &BTreeMap<String, String>) -> Vec<u8> {
    let mut files = MemoryFiles::default();
    for (name, text) in sources {
        files.insert(Path::new("pack").join(name), text.as_str());
    }
    let mut diagnostics = Vec::new();
    let mut map = SourceMap::default();
    let pack = pack::load(&files, Path::new("pack"), &mut map, &mut diagnostics);
    let pack = pack.expect("readable").expect("a manifest");
    assert_eq!(diagnostics, []);
    pack::build(&files, &pack, None).expect("built").bytes
}

/// The files of an archive in its order, the list first.
pub(crate) fn entries(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let zip = rawzip::ZipArchive::from_slice(archive).expect("an archive");
    let mut found = Vec::new();
    for entry in zip.entries() {
        let entry = entry.expect("an entry");
        let name = String::from_utf8(entry.file_path().as_bytes().to_vec()).expect("UTF-8");
        let data = zip.get_entry(entry.wayfinder()).expect("data").data();
        found.push((name, data.to_vec()));
    }
    found
}

/// An entry of an archive that somebody makes by other means.
#[derive(Clone)]
pub(crate) struct Crafted {
    pub name: Vec<u8>,
    pub bytes: Vec<u8>,
    pub mode: Option<u32>,
    pub method: CompressionMethod,
    pub encrypted: bool,
    /// The length that is declared, when it is not the true one.
    pub declared: Option<u64>,
    pub extra: bool,
}

impl Crafted {
    pub(crate) fn new(name: impl Into<Vec<u8>>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
            mode: None,
            method: CompressionMethod::STORE,
            encrypted: false,
            declared: None,
            extra: false,
        }
    }
}

/// The archive of these entries, whatever they are.
pub(crate) fn craft(entries: &[Crafted]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for it in entries {
        let day = rawzip::time::UtcDateTime::from_unix(315_532_800);
        // Only names that the library takes as they are have the mark of UTF-8.
        let path = match std::str::from_utf8(&it.name) {
            Ok(name) if !name.is_ascii() => EntryPath::conformant(name),
            _ => EntryPath::verbatim(it.name.as_slice()),
        };
        let mut file = archive
            .new_file(path)
            .last_modified(day)
            .compression_method(it.method)
            .encrypted(it.encrypted);
        if let Some(mode) = it.mode {
            file = file.unix_permissions(mode);
        }
        if it.extra {
            let id = ExtraFieldId::new(0x6666);
            file = file
                .extra_field(id, b"hidden", Header::default())
                .expect("a field");
        }
        let (mut entry, _) = file.start().expect("started");
        entry.write_all(&it.bytes).expect("written");
        let crc = rawzip::crc32(&it.bytes);
        let length = it.declared.unwrap_or(it.bytes.len() as u64);
        entry
            .finish(DataDescriptorOutput::new(crc, length))
            .expect("finished");
    }
    archive.finish().expect("finished")
}

/// The same files packed by other means.
pub(crate) fn repack(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let crafted: Vec<Crafted> = entries
        .iter()
        .map(|(name, bytes)| Crafted::new(name.as_str(), bytes.as_slice()))
        .collect();
    craft(&crafted)
}

/// The keys of a bureau and of somebody else.
pub(crate) struct Keys {
    pub public: String,
    secret: String,
}

impl Keys {
    pub(crate) fn new() -> Self {
        let (public, secret) = pack::new_keys("test", None).expect("keys");
        Self { public, secret }
    }

    /// The signature of an archive.
    pub(crate) fn sign(&self, archive: &[u8]) -> String {
        let mut files = MemoryFiles::default();
        files.insert(ARCHIVE, archive);
        let Ok(Opened::Archive(opened)) = pack::open(&files, Path::new(ARCHIVE)) else {
            panic!("not an archive");
        };
        pack::sign(&opened.signed, &self.secret, None, "jixiao test").expect("signed")
    }

    pub(crate) fn trusted(&self, name: &str) -> TrustedKey {
        TrustedKey::read(name, &self.public).expect("a public key")
    }
}

/// What a department has.
#[derive(Clone, Default)]
pub(crate) struct Department {
    pub archive: Vec<u8>,
    pub signature: Option<String>,
    pub trust: Trust,
}

impl Department {
    pub(crate) fn files(&self) -> MemoryFiles {
        let mut files = MemoryFiles::default();
        files.insert(ARCHIVE, self.archive.as_slice());
        if let Some(signature) = &self.signature {
            files.insert(format!("{ARCHIVE}.minisig"), signature.as_str());
        }
        files
    }

    pub(crate) fn load(&self) -> Result<Workspace, LoadError> {
        let paths = [PathBuf::from(ARCHIVE)];
        Workspace::from_trusted(&self.files(), &paths, &self.trust).map(|(it, _)| it)
    }

    /// What the department is told.
    pub(crate) fn verdict(&self) -> String {
        match self.load() {
            Ok(workspace) => {
                let book = &workspace.books[0];
                assert_eq!(book.packs()[0].signed_by.as_deref(), book.seal().signer());
                format!("可以用，{}\n", book.seal().words())
            }
            Err(LoadError::Refused(words)) => format!("{words}\n"),
            Err(other) => format!("{other:?}\n"),
        }
    }
}

/// The lock after this issue was used.
pub(crate) fn lock(sequence: u64, digest: &str, signed_by: Option<&str>) -> Lock {
    let mut lock = Lock::default();
    lock.put(jixiao::pack::Locked {
        id: "yunze-2026".into(),
        version: format!("1.{sequence}.0"),
        sequence,
        digest: digest.into(),
        signed_by: signed_by.map(str::to_owned),
    });
    lock
}
