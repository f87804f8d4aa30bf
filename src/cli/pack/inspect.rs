//! `jixiao pack inspect`: what is in a pack and what its signature is worth, for people and as JSON.
//!
//! It shows a pack that would not be admitted too, and says why it would not: one looks first and
//! trusts afterwards.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::ir::Rule;
use crate::pack::{self, Manifest, OpenError, Opened, Refusal, RuleState, Trust};
use crate::vfs::{DiskFiles, reason};
use crate::workspace::{Book, Workspace, display};

use super::super::exit::{self, Exit, fail, tell};
use super::super::packs::{Terms, trust};
use super::super::terminal::ColorChoice;

/// Arguments of `pack inspect`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// 规则包的文件夹或 .jxp 文件
    #[arg(value_name = "规则包", help_heading = "参数")]
    path: PathBuf,
    /// 它所依托的规则包，内置的不必写，可写多次
    #[arg(long, value_name = "路径")]
    pack: Vec<PathBuf>,
    /// 格式：text（给人看，默认）、json（给程序用）、files（签名所签的清单，原样）
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Files,
}

/// What is known of a pack.
struct View<'b> {
    path: String,
    book: &'b Book,
    manifest: &'b Manifest,
    digest: String,
    /// The files with their sizes and digests; none are listed of a folder.
    files: Vec<pack::ListedFile>,
    /// The pack that an archive was tried with.
    built_on: Option<pack::BuiltOn>,
    seal: Seal,
}

/// What is known of the signature.
enum Seal {
    Folder,
    Known(pack::Seal),
    Refused(Refusal),
}

/// Runs the command.
pub(super) fn run(arguments: &InspectArgs) -> Exit {
    let color = ColorChoice::Auto.stderr();
    let shown = display(&arguments.path);
    let opened = match pack::open(&DiskFiles, &arguments.path) {
        Ok(opened) => opened,
        Err(OpenError::Refused(refusal)) => return fail(&refusal.words(&shown)),
        Err(OpenError::Io(error)) => return fail(&format!("读不了“{shown}”：{}", reason(&error))),
    };
    if arguments.format == Format::Files {
        return match &opened {
            Opened::Archive(archive) => tell(&String::from_utf8_lossy(&archive.signed)),
            Opened::Folder => fail(&format!("“{shown}”是文件夹，没有清单")),
        };
    }
    // It is only looked at: everything is admitted, and the verdict is shown.
    let mut paths = vec![arguments.path.clone()];
    paths.extend(arguments.pack.iter().cloned());
    let all = Trust {
        allow_untrusted: true,
        own_folders: true,
        ..Trust::default()
    };
    let (workspace, messages) = match Workspace::from_trusted(&DiskFiles, &paths, &all) {
        Ok(loaded) => loaded,
        Err(error) => return exit::fail_load(error, color),
    };
    exit::say(&messages, color);
    let trust = match trust(&Terms::using(false), color) {
        Ok(trust) => trust,
        Err(exit) => return exit,
    };
    let Some(view) = view(shown, &opened, &workspace, &trust) else {
        return fail("规则包读不出来");
    };
    let text = match arguments.format {
        Format::Json => format!("{:#}\n", view.json()),
        Format::Text | Format::Files => view.text(),
    };
    match (tell(&text), &view.seal) {
        (Exit::Clean, Seal::Refused(_)) => Exit::Failed,
        (exit, _) => exit,
    }
}

fn view<'b>(
    path: String,
    opened: &Opened,
    workspace: &'b Workspace,
    trust: &Trust,
) -> Option<View<'b>> {
    let (book, manifest) = workspace.book_of(workspace.packs.first()?)?;
    let mut infos = book.packs().iter();
    let digest = infos.find(|info| info.id == manifest.id)?.digest.clone();
    let seal = match opened {
        Opened::Folder => Seal::Folder,
        Opened::Archive(archive) => {
            let admitted = trust.seal(archive).and_then(|seal| {
                trust.admit(archive, manifest, &digest, &seal)?;
                Ok(seal)
            });
            admitted.map_or_else(Seal::Refused, Seal::Known)
        }
    };
    let (files, built_on) = match opened {
        Opened::Folder => (Vec::new(), None),
        Opened::Archive(archive) => {
            let contents = &archive.contents;
            (contents.files.clone(), contents.builds_on.clone())
        }
    };
    Some(View {
        path,
        book,
        manifest,
        digest,
        files,
        built_on,
        seal,
    })
}

impl View<'_> {
    /// The rules of the pack itself.
    fn rules(&self) -> impl Iterator<Item = &Rule> {
        let id = &self.manifest.id;
        let all = self.book.engine().rules().rules.iter();
        all.filter(move |rule| rule.pack == *id)
    }

    /// The base that it was tried with, when it is not the one that is here.
    fn other_base(&self) -> Option<&pack::BuiltOn> {
        let built_on = self.built_on.as_ref()?;
        let mut packs = self.book.packs().iter();
        let here = packs.find(|pack| pack.id == built_on.id)?;
        (here.digest != built_on.digest).then_some(built_on)
    }

    fn text(&self) -> String {
        let manifest = self.manifest;
        let mut text = format!("{} {}  {}\n", manifest.id, manifest.version, manifest.title);
        for (name, value) in facts(manifest) {
            text.push_str(&format!("{name}：{value}\n"));
        }
        text.push_str(&format!(
            "摘要：{}\n签名：{}\n",
            self.digest,
            self.seal.words()
        ));
        if let Some(base) = self.other_base() {
            text.push_str(&format!(
                "注意：生成时依托的是 {} {}，这里的内容与那时不同，用 jixiao test {} 再试一遍\n",
                base.id, base.version, self.path
            ));
        }
        text.push_str("\n规则：\n");
        for rule in self.rules() {
            let state = state(manifest, &rule.id);
            let state = match state {
                RuleState::Active => String::new(),
                _ => format!("（{}）", state.title()),
            };
            let severity = rule.severity.title();
            text.push_str(&format!(
                "  {severity}  {}  {}{state}\n",
                rule.id, rule.title
            ));
        }
        for (id, life) in self.gone() {
            let successor = life.replaced_by.as_ref();
            let successor = successor
                .map(|id| format!("，由 {id} 接替"))
                .unwrap_or_default();
            text.push_str(&format!("  废止  {id}{successor}\n"));
        }
        if !self.files.is_empty() {
            text.push_str("\n文件：\n");
        }
        for file in &self.files {
            text.push_str(&format!("  {}（{} 字节）\n", file.path, file.size));
        }
        text
    }

    /// Rules that were retired and removed.
    fn gone(&self) -> impl Iterator<Item = (&String, &pack::Life)> {
        let states = self.manifest.rules.iter();
        states.filter(|(id, _)| !self.rules().any(|rule| rule.id == **id))
    }

    fn json(&self) -> Value {
        let manifest = self.manifest;
        let date = |date: Option<pack::Date>| date.map(|date| date.to_string());
        let (since, until) = manifest.years();
        let rule = |rule: &Rule| {
            let life = manifest.rules.get(&rule.id);
            json!({
                "id": rule.id,
                "title": rule.title,
                "severity": rule.severity.name(),
                "state": state(manifest, &rule.id).name(),
                "replaced_by": life.and_then(|life| life.replaced_by.as_ref()),
            })
        };
        let gone = |(id, life): (&String, &pack::Life)| {
            json!({
                "id": id,
                "title": null,
                "severity": null,
                "state": life.state.name(),
                "replaced_by": life.replaced_by,
            })
        };
        let file = |file: &pack::ListedFile| json!({"path": file.path, "size": file.size, "digest": file.digest});
        let builds_on = manifest.builds_on.as_ref().map(|base| {
            json!({
                "id": base.id,
                "version": base.version.to_string(),
                "digest": base.digest,
                "tried_with": self.built_on.as_ref().map(|it| {
                    json!({"version": it.version, "digest": it.digest})
                }),
            })
        });
        let (seal, signer, reason) = self.seal.parts();
        json!({
            "schema": "jixiao-pack-info/1",
            "path": self.path,
            "id": manifest.id,
            "version": manifest.version.to_string(),
            "sequence": manifest.sequence,
            "title": manifest.title,
            "issuer": manifest.issuer,
            "unofficial": manifest.unofficial,
            "owner_prefix": manifest.owner_prefix,
            "effective": date(manifest.effective),
            "expires": date(manifest.expires),
            "years": {"since": since, "until": until},
            "units": manifest.judges.units,
            "engine": manifest.engine.as_ref().map(ToString::to_string),
            "forms": manifest.forms,
            "builds_on": builds_on,
            "digest": self.digest,
            "signature": {"state": seal, "signed_by": signer, "reason": reason},
            "rules": self.rules().map(rule).chain(self.gone().map(gone)).collect::<Vec<_>>(),
            "files": self.files.iter().map(file).collect::<Vec<_>>(),
        })
    }
}

impl Seal {
    fn words(&self) -> String {
        match self {
            Seal::Folder => "文件夹没有签名".to_owned(),
            Seal::Known(seal) => match seal.signer() {
                Some(signer) => format!("{signer}，核对无误"),
                None => seal.words(),
            },
            Seal::Refused(refusal) => format!(
                "不能用：{}（{}）\n  {}",
                refusal.message, refusal.code, refusal.help
            ),
        }
    }

    /// The state, the signer and the reason of a refusal for programs.
    fn parts(&self) -> (&'static str, Option<&str>, Option<&str>) {
        match self {
            Seal::Folder => ("folder", None, None),
            Seal::Known(pack::Seal::Unsigned) => ("unsigned", None, None),
            Seal::Known(pack::Seal::Unchecked) => ("unchecked", None, None),
            Seal::Known(pack::Seal::Signed(signer)) => ("signed", Some(signer), None),
            Seal::Refused(refusal) => ("refused", None, Some(&refusal.message)),
        }
    }
}

fn state(manifest: &Manifest, rule: &str) -> RuleState {
    let life = manifest.rules.get(rule);
    life.map_or(RuleState::Active, |life| life.state)
}

/// What a manifest says, in words.
fn facts(manifest: &Manifest) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let mut push = |name, value: String| {
        if !value.is_empty() {
            facts.push((name, value));
        }
    };
    push("发布", manifest.issuer.clone());
    push(
        "性质",
        if manifest.unofficial {
            "非官方示例".into()
        } else {
            String::new()
        },
    );
    push(
        "序号",
        manifest
            .sequence
            .map(|it| it.to_string())
            .unwrap_or_default(),
    );
    let dates = match (manifest.effective, manifest.expires) {
        (None, None) => String::new(),
        (from, to) => {
            let day = |date: Option<pack::Date>| date.map(|it| it.to_string()).unwrap_or_default();
            format!("{} 至 {}", day(from), day(to))
        }
    };
    push("有效", dates);
    push("年度", manifest.years_words());
    push("单位", manifest.judges.units.join("、"));
    push("表", manifest.forms.join("、"));
    let base = manifest.builds_on.as_ref();
    push(
        "依托",
        base.map(|it| format!("{} {}", it.id, it.version))
            .unwrap_or_default(),
    );
    push(
        "编号开头",
        manifest.owner_prefix.clone().unwrap_or_default(),
    );
    let engine = manifest.engine.as_ref();
    push(
        "程序",
        engine.map(|it| format!("{it} 以上")).unwrap_or_default(),
    );
    facts
}
