//! Files of the disk, with LibreOffice to convert those that nothing else reads.
//!
//! The one place that starts another program, and only where the user has asked for it. The program
//! works in a folder of its own with a profile of its own: no macros, no links, no way to the
//! network, and an end when it takes too long.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::disk::{DiskFiles, write_new};
use super::files::{Converted, FileKind, Files};

/// The longest that a conversion may take.
const LIMIT: Duration = Duration::from_secs(120);
/// The largest file that may come out.
const LARGEST: usize = 64 << 20;
/// Where the program is found: on the path, or where its installers put it.
const PROGRAMS: &[&str] = &[
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:\\Program Files\\LibreOffice\\program\\soffice.com",
    "C:\\Program Files (x86)\\LibreOffice\\program\\soffice.com",
];
/// What stands in the address of a file as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b':')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_');

/// Settings of the profile: macros and links of documents do nothing, and what would go to the
/// network goes to a port where nobody answers.
const SETTINGS: &[(&str, &str, &str)] = &[
    (
        "Common/Security/Scripting",
        "DisableMacrosExecution",
        "true",
    ),
    (
        "Common/Security/Scripting",
        "BlockUntrustedRefererLinks",
        "true",
    ),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
];

/// The files of the disk; what is asked to be converted is, by LibreOffice.
#[derive(Debug, Default)]
pub struct Converting {
    /// One conversion at a time: each takes a core and much memory.
    one: Mutex<()>,
}

impl Files for Converting {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        DiskFiles.read(path)
    }

    fn read_into<'b>(&self, path: &Path, buffer: &'b mut Vec<u8>) -> io::Result<&'b [u8]> {
        DiskFiles.read_into(path, buffer)
    }

    fn read_at_most(&self, path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
        DiskFiles.read_at_most(path, limit)
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        DiskFiles.absolute(path)
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        DiskFiles.kind(path)
    }

    fn list(&self, folder: &Path) -> Vec<io::Result<PathBuf>> {
        DiskFiles.list(folder)
    }

    fn convert(&self, bytes: &[u8], from: &str, to: &str) -> Option<io::Result<Converted>> {
        let _one = self.one.lock();
        Some(convert(bytes, from, to))
    }
}

fn convert(bytes: &[u8], from: &str, to: &str) -> io::Result<Converted> {
    let folder = tempfile::Builder::new().prefix("jixiao-").tempdir()?;
    let path = folder.path();
    let document = path.join("document").with_extension(from);
    write_new(&document, bytes, true)?;
    let profile = path.join("profile");
    let settings = profile.join("user").join("registrymodifications.xcu");
    write_new(&settings, xcu().as_bytes(), true)?;
    let made = path.join("made");
    let mut program = start(|command| {
        command
            .arg(format!("-env:UserInstallation={}", address(&profile)))
            .args([
                "--headless",
                "--norestore",
                "--nologo",
                "--convert-to",
                to,
                "--outdir",
            ])
            .args([&made, &document]);
    })?;
    finish(&mut program)?;
    let made = made.join("document").with_extension(to);
    let bytes = match DiskFiles.read_at_most(&made, LARGEST) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(io::ErrorKind::FileTooLarge.into()),
        Err(_) => return Err(io::ErrorKind::InvalidData.into()),
    };
    let by = version(&profile).unwrap_or_else(|| "LibreOffice".to_owned());
    Ok(Converted { bytes, by })
}

/// The settings as the program keeps them.
fn xcu() -> String {
    let items = SETTINGS.iter().map(|(path, name, value)| {
        format!(
            "<item oor:path=\"/org.openoffice.{}{path}\"><prop oor:name=\"{name}\" \
             oor:op=\"fuse\"><value>{value}</value></prop></item>",
            if path.starts_with("Inet") {
                ""
            } else {
                "Office."
            },
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oor:items \
         xmlns:oor=\"http://openoffice.org/2001/registry\">{}</oor:items>\n",
        items.collect::<String>()
    )
}

/// The address of a folder, as the program wants it.
fn address(folder: &Path) -> String {
    let path = folder.to_string_lossy().replace('\\', "/");
    let root = if path.starts_with('/') { "" } else { "/" };
    format!("file://{root}{}", utf8_percent_encode(&path, PLAIN))
}

/// Starts the program where it is found first; [`io::ErrorKind::NotFound`] when it is nowhere.
fn start(arguments: impl Fn(&mut Command)) -> io::Result<Child> {
    for program in PROGRAMS {
        let mut command = Command::new(program);
        arguments(&mut command);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .env("http_proxy", "http://127.0.0.1:9")
            .env("https_proxy", "http://127.0.0.1:9");
        own_group(&mut command);
        match command.spawn() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            started => return started,
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// Waits until the program ends, and what it says; ends it when it takes too long.
fn finish(program: &mut Child) -> io::Result<String> {
    let Some(mut output) = program.stdout.take() else {
        return Err(io::ErrorKind::BrokenPipe.into());
    };
    let (done, ended) = mpsc::channel();
    // It holds its output as long as it runs, and so do those it starts itself.
    std::thread::spawn(move || {
        let mut said = Vec::new();
        let _ = output.read_to_end(&mut said);
        let _ = done.send(said);
    });
    match ended.recv_timeout(LIMIT) {
        Ok(said) => {
            program.wait()?;
            Ok(String::from_utf8_lossy(&said).into_owned())
        }
        Err(_) => {
            end(program);
            program.wait()?;
            Err(io::ErrorKind::TimedOut.into())
        }
    }
}

/// Name and version of the program.
fn version(profile: &Path) -> Option<String> {
    let mut program = start(|command| {
        command
            .arg(format!("-env:UserInstallation={}", address(profile)))
            .arg("--version");
    })
    .ok()?;
    let said = finish(&mut program).ok()?;
    let mut words = said.split_whitespace();
    let (name, number) = (words.next()?, words.next()?);
    Some(format!("{name} {number}"))
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

/// Ends the program and those that it has started.
fn end(program: &mut Child) {
    let id = program.id();
    let ended = match cfg!(unix) {
        true => Command::new("kill")
            .args(["-KILL", "--", &format!("-{id}")])
            .status(),
        false => Command::new("taskkill")
            .args(["/T", "/F", "/PID", &id.to_string()])
            .status(),
    };
    if ended.is_err() {
        let _ = program.kill();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_have_addresses() {
        assert_eq!(
            address(Path::new("/tmp/a b/张")),
            "file:///tmp/a%20b/%E5%BC%A0"
        );
        assert_eq!(address(Path::new("C:\\Temp\\x")), "file:///C:/Temp/x");
    }

    #[test]
    fn settings_are_xml() {
        let text = xcu();
        assert!(text.contains("/org.openoffice.Inet/Settings"), "{text}");
        assert!(
            text.contains("/org.openoffice.Office.Common/Security/Scripting"),
            "{text}"
        );
    }
}
