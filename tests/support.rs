//! What several tests need: files of the repository, the packs of `rules/`, snapshots, reports.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jixiao::diag::{DocumentReport, Edit, Finding, Place, Severity};
use jixiao::pack::BUNDLED;
use jixiao::source::TextRange;
use jixiao::vfs::{DiskFiles, MemoryFiles};
use jixiao::workspace::{CheckOptions, Input, LoadError, Workspace, check};
use jixiao::write::{self, Options};

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether expected files are to be written again (`UPDATE=1 cargo test`).
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Compares with a file of the repository, or writes it when [`updating`].
pub(crate) fn snapshot(path: impl AsRef<Path>, actual: &str) {
    let path = path.as_ref();
    let file = root().join(path);
    if updating() {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).expect("a folder for the snapshot");
        }
        fs::write(&file, actual).expect("a snapshot written");
        return;
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    if expected == actual {
        return;
    }
    let differs = expected
        .lines()
        .zip(actual.lines())
        .position(|(a, b)| a != b);
    let line = differs.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
    panic!(
        "{} differs from line {}; UPDATE=1 writes it again\n- {}\n+ {}",
        path.display(),
        line + 1,
        expected.lines().nth(line).unwrap_or("(end)"),
        actual.lines().nth(line).unwrap_or("(end)"),
    );
}

/// The packs of `rules/` as they stand, chosen as a run without `--pack` chooses.
pub(crate) fn workspace() -> &'static Workspace {
    static WORKSPACE: OnceLock<Workspace> = OnceLock::new();
    WORKSPACE.get_or_init(|| {
        let folders: Vec<PathBuf> = BUNDLED
            .iter()
            .map(|pack| root().join("rules").join(pack.id))
            .collect();
        match Workspace::from_packs(&DiskFiles, &folders) {
            Ok((workspace, _)) => Workspace {
                named: false,
                ..workspace
            },
            Err(LoadError::Broken(messages)) => {
                panic!("{}", write::messages(&messages, &Options::default()))
            }
            Err(error) => panic!("{error:?}"),
        }
    })
}

/// A pack of these rules that builds on `rules/core`; otherwise what there is to say about it.
pub(crate) fn workspace_with(rules: &str) -> Result<Workspace, String> {
    let mut files = MemoryFiles::default();
    files.insert(
        "rules/pack.toml",
        "id = \"rules\"\nversion = \"1.0.0\"\ntitle = \"试用的规则\"\n\
         builds-on = { id = \"core\", version = \">=1.0.0\" }\n",
    );
    files.insert("rules/rules.rule", rules);
    copy(&root().join("rules/core"), Path::new("core"), &mut files);
    let shown = |messages| write::messages(messages, &Options::default());
    match Workspace::from_packs(&files, &["rules".into(), "core".into()]) {
        Ok((workspace, messages)) if messages.diagnostics.is_empty() => Ok(workspace),
        Ok((_, messages)) | Err(LoadError::Broken(messages)) => Err(shown(&messages)),
        Err(error) => Err(format!("{error:?}")),
    }
}

/// Copies the files below a folder into memory.
fn copy(folder: &Path, name: &Path, files: &mut MemoryFiles) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let inside = name.join(file_name(&path));
        if path.is_dir() {
            copy(&path, &inside, files);
        } else {
            files.insert(inside, fs::read(&path).expect("readable"));
        }
    }
}

/// Judges one file.
pub(crate) fn judge(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<DocumentReport> {
    judge_all(vec![(name.to_owned(), bytes.into())], 1)
}

/// Judges files with so many threads.
pub(crate) fn judge_all(files: Vec<(String, Vec<u8>)>, jobs: usize) -> Vec<DocumentReport> {
    judge_with(workspace(), files, jobs)
}

/// Judges files by these packs with so many threads.
pub(crate) fn judge_with(
    workspace: &Workspace,
    files: Vec<(String, Vec<u8>)>,
    jobs: usize,
) -> Vec<DocumentReport> {
    let mut reports = Vec::new();
    let inputs = files
        .into_iter()
        .map(|(name, bytes)| Input::Bytes(name, bytes));
    let options = CheckOptions {
        jobs,
        ..CheckOptions::default()
    };
    let summary = check(
        workspace,
        &MemoryFiles::default(),
        inputs.collect(),
        &options,
        |it| {
            reports.push(it);
            Ok::<(), ()>(())
        },
    );
    assert_eq!(summary.expect("a summary").documents, reports.len());
    reports
}

/// The reports in the format `concise`.
pub(crate) fn concise(reports: &[DocumentReport]) -> String {
    let format = write::format("concise").expect("the format");
    let mut writer = (format.make)(&Options::default());
    let mut out = Vec::new();
    writer
        .begin(&workspace().header(), &mut out)
        .expect("written");
    let mut summary = jixiao::diag::Summary::default();
    for report in reports {
        summary.add(report);
        writer.document(report, &mut out).expect("written");
    }
    writer.end(&summary, &mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

/// The first and the last line of a range.
pub(crate) fn lines(report: &DocumentReport, range: TextRange) -> (u32, u32) {
    let first = report.source.line_column(range.start).line;
    let last = range.end.max(range.start + 1) - 1;
    (first, report.source.line_column(last).line)
}

/// The places of a finding that touch a line.
pub(crate) fn on_line<'f>(
    report: &'f DocumentReport,
    finding: &'f Finding,
    line: u32,
) -> impl Iterator<Item = &'f Place> {
    finding.places.iter().filter(move |place| {
        let (first, last) = lines(report, place.range);
        (first..=last).contains(&line)
    })
}

/// What must hold of every report, whatever the input was.
pub(crate) fn assert_sound(report: &DocumentReport) {
    let text = report.source.text();
    for finding in &report.findings {
        let rule = &finding.rule;
        assert!(!finding.message.is_empty(), "{rule} says nothing");
        for fix in &finding.fixes {
            let edits = &fix.edits;
            assert!(!edits.is_empty() && !fix.title.is_empty(), "{rule}");
            let apart = |pair: &[Edit]| pair[0].range.end <= pair[1].range.start;
            assert!(edits.windows(2).all(apart), "{rule}: {fix:?}");
            for edit in edits {
                let (start, end) = (edit.range.start as usize, edit.range.end as usize);
                let old = text.get(start..end);
                assert!(old.is_some_and(|old| old != edit.text), "{rule}: {fix:?}");
            }
        }
        for place in &finding.places {
            let (start, end) = (place.range.start as usize, place.range.end as usize);
            assert!(
                start <= end && text.get(start..end).is_some(),
                "{}: {rule} points at {start}..{end} of {} bytes",
                report.path,
                text.len()
            );
        }
    }
    let understood = report.form.is_some();
    let refused = report
        .findings
        .iter()
        .any(|it| it.severity == Severity::Error);
    assert!(
        understood || refused,
        "{} was passed without being understood",
        report.path
    );
}

/// The sample declarations: name and bytes.
pub(crate) fn declarations() -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = fs::read_dir(root().join("declarations"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|it| it == "txt" || it == "toml")
        })
        .map(|path| (file_name(&path), fs::read(&path).expect("readable")))
        .collect();
    found.sort();
    found
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Numbers that look random and are the same in every run: `SplitMix64` of Steele, Lea and Flood
/// (2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % (limit as u64).max(1)) as usize
    }

    /// One of these.
    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    /// A byte.
    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}
