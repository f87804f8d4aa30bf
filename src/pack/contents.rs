//! `files.toml`: which files an archive holds, each with its digest. Its bytes are what is signed,
//! so that the signature covers every file.

use serde::Deserialize;

use super::archive::Entry;
use super::digest::{Digester, digest};
use super::load::{belongs, judges};
use super::manifest::Manifest;
use super::refusal::{self, Refusal};

/// Its name in an archive.
pub(super) const NAME: &str = "files.toml";
/// The format that this program writes and reads.
pub(super) const SCHEMA: &str = "jixiao-pack/1";

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Contents {
    schema: String,
    /// The pack's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its sequence.
    pub sequence: u64,
    /// `sha256:…` over all that judges, as reports name it.
    pub digest: String,
    /// The pack that it was tried with before it was built.
    pub builds_on: Option<BuiltOn>,
    /// The files in the order of their names.
    #[serde(rename = "file")]
    pub files: Vec<ListedFile>,
}

/// The pack that an archive was tried with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltOn {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its digest.
    pub digest: String,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedFile {
    /// Its name.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
    /// `sha256:…` over its bytes.
    pub digest: String,
}

impl Contents {
    /// What the archive of these files holds.
    pub(super) fn of(
        manifest: &Manifest,
        sequence: u64,
        digest_of_all: &str,
        builds_on: Option<BuiltOn>,
        files: &[Entry],
    ) -> Self {
        let listed = |(path, bytes): &Entry| ListedFile {
            path: path.clone(),
            size: bytes.len() as u64,
            digest: digest(bytes),
        };
        Self {
            schema: SCHEMA.to_owned(),
            id: manifest.id.clone(),
            version: manifest.version.to_string(),
            sequence,
            digest: digest_of_all.to_owned(),
            builds_on,
            files: files.iter().map(listed).collect(),
        }
    }

    /// The text of the file. No name or version holds what would have to be escaped.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "# jixiao pack build 生成，不要改动：签名签的就是这个文件。\n\
             schema = \"{}\"\nid = \"{}\"\nversion = \"{}\"\nsequence = {}\ndigest = \"{}\"\n",
            self.schema, self.id, self.version, self.sequence, self.digest
        );
        if let Some(BuiltOn {
            id,
            version,
            digest,
        }) = &self.builds_on
        {
            text.push_str(&format!(
                "builds-on = {{ id = \"{id}\", version = \"{version}\", digest = \"{digest}\" }}\n"
            ));
        }
        for ListedFile { path, size, digest } in &self.files {
            text.push_str(&format!(
                "\n[[file]]\npath = \"{path}\"\nsize = {size}\ndigest = \"{digest}\"\n"
            ));
        }
        text
    }

    /// Takes the contents out of an archive and compares them with the files that are left.
    pub(super) fn check(files: &mut Vec<Entry>) -> Result<(Self, Vec<u8>), Refusal> {
        let at = files.iter().position(|(name, _)| name == NAME);
        let (_, bytes) = files.remove(at.ok_or_else(refusal::no_contents)?);
        let contents = parse(&bytes)?;
        for listed in &contents.files {
            let found = files.iter().find(|(name, _)| *name == listed.path);
            let (_, bytes) = found.ok_or_else(|| refusal::missing(&listed.path))?;
            if bytes.len() as u64 != listed.size || digest(bytes) != listed.digest {
                return Err(refusal::changed(&listed.path));
            }
        }
        for (name, _) in files.iter() {
            if !contents.files.iter().any(|listed| listed.path == *name) {
                return Err(refusal::added(name));
            }
            if !belongs(name) {
                return Err(refusal::foreign(name));
            }
        }
        Ok((contents, bytes))
    }

    /// Compares them with the manifest that stands among the files.
    pub(super) fn agree(&self, manifest: &Manifest, digest: &str) -> Result<(), Refusal> {
        let version = manifest.version.to_string();
        let sequence = manifest.sequence.unwrap_or_default().to_string();
        for (what, listed, found) in [
            ("规则包", self.id.as_str(), manifest.id.as_str()),
            ("版本", &self.version, &version),
            ("序号", &self.sequence.to_string(), &sequence),
            ("摘要", &self.digest, digest),
        ] {
            if listed != found {
                return Err(refusal::other_pack(what, listed, found));
            }
        }
        Ok(())
    }
}

fn parse(bytes: &[u8]) -> Result<Contents, Refusal> {
    #[derive(Deserialize)]
    struct Format {
        schema: String,
    }
    let text = std::str::from_utf8(bytes).map_err(|_| refusal::bad_contents("不是 UTF-8 文本"))?;
    let broken = |_| refusal::bad_contents("写法不对");
    let format: Format = toml::from_str(text).map_err(broken)?;
    if format.schema != SCHEMA {
        return Err(refusal::unknown_schema(&format.schema));
    }
    toml::from_str(text).map_err(broken)
}

/// The digest that reports give of a pack with these files.
pub(super) fn digest_of(files: &[Entry]) -> String {
    let mut sorted: Vec<&Entry> = files.iter().filter(|(name, _)| judges(name)).collect();
    sorted.sort_by(|(a, _), (b, _)| a.split('/').cmp(b.split('/')));
    let mut digester = Digester::default();
    for (name, bytes) in sorted {
        digester.add(name, bytes);
    }
    digester.finish()
}
