//! A client of the language server, in the same process, over files in memory.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use jixiao::lsp::{Connection, Options, serve};
use jixiao::vfs::{FileKind, Files, MemoryFiles};
use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

pub(crate) struct Client {
    connection: Connection,
    server: JoinHandle<bool>,
    next: i32,
    /// The notifications that nobody has asked for yet.
    waiting: VecDeque<Notification>,
    /// The answers that nobody has asked for yet.
    answers: Vec<Response>,
    /// What the server has asked for.
    pub asked: Vec<Request>,
    /// What the server said of itself.
    pub greeting: Value,
}

/// A disk that changes while the server looks at it.
#[derive(Clone, Default)]
pub(crate) struct Disk(Arc<Mutex<MemoryFiles>>);

impl Disk {
    pub(crate) fn write(&self, path: &str, text: &str) {
        self.0.lock().expect("free").insert(path, text);
    }
}

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.lock().expect("free").read(path)
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.0.lock().expect("free").kind(path)
    }

    fn list(&self, folder: &Path) -> Vec<io::Result<PathBuf>> {
        self.0.lock().expect("free").list(folder)
    }
}

/// The address of a path.
pub(crate) fn uri(path: &str) -> String {
    let url = lsp_types::Url::from_file_path(path).expect("an absolute path");
    url.to_string()
}

impl Client {
    /// Starts a server over these files and greets it.
    pub(crate) fn start(
        files: impl Files + Send + 'static,
        capabilities: Value,
        options: Value,
    ) -> Self {
        let (server_side, connection) = Connection::memory();
        let server = std::thread::spawn(move || {
            let options = Options {
                packs: Vec::new(),
                allow_untrusted: false,
            };
            serve(&server_side, Box::new(files), options).expect("served")
        });
        let mut client = Self {
            connection,
            server,
            next: 0,
            waiting: VecDeque::new(),
            answers: Vec::new(),
            asked: Vec::new(),
            greeting: Value::Null,
        };
        let params = json!({
            "processId": null, "rootUri": "file:///w", "capabilities": capabilities,
            "initializationOptions": options,
        });
        client.greeting = client.request("initialize", params).expect("a greeting");
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn notify(&self, method: &str, params: Value) {
        let notification = Notification::new(method.to_owned(), params);
        self.connection
            .sender
            .send(notification.into())
            .expect("sent");
    }

    /// Sends a request without waiting for the answer.
    pub(crate) fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        let request = Request::new(id.clone(), method.to_owned(), params);
        self.connection.sender.send(request.into()).expect("sent");
        id
    }

    /// The answer to a request: its result, or the code of the error.
    pub(crate) fn answer(&mut self, wanted: &RequestId) -> Result<Value, i64> {
        loop {
            if let Some(at) = self.answers.iter().position(|it| it.id == *wanted) {
                let response = self.answers.swap_remove(at);
                let response = serde_json::to_value(response).expect("plain");
                return match response.pointer("/error/code") {
                    Some(code) => Err(code.as_i64().expect("a code")),
                    None => Ok(response["result"].clone()),
                };
            }
            self.receive();
        }
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, i64> {
        let id = self.send(method, params);
        self.answer(&id)
    }

    /// The next notification of this method.
    pub(crate) fn told(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.waiting.iter().position(|it| it.method == method) {
                return self.waiting.remove(at).expect("it is there").params;
            }
            self.receive();
        }
    }

    /// Waits for the next message and puts it where it is looked for.
    pub(crate) fn receive(&mut self) {
        match self
            .connection
            .receiver
            .recv()
            .expect("the server is there")
        {
            Message::Response(response) => self.answers.push(response),
            Message::Notification(notification) => self.waiting.push_back(notification),
            Message::Request(request) => self.asked.push(request),
        }
    }

    pub(crate) fn open(&self, path: &str, text: &str) {
        let document = json!({"uri": uri(path), "languageId": "x", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(crate) fn change(&self, path: &str, version: i32, changes: Value) {
        let document = json!({"uri": uri(path), "version": version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.notify("textDocument/didChange", params);
    }

    /// The diagnostics that the server tells of for this state of a document.
    pub(crate) fn published(&mut self, path: &str, version: i64) -> Vec<Value> {
        loop {
            let it = self.told("textDocument/publishDiagnostics");
            if it["uri"] == uri(path) && it["version"] == version {
                return it["diagnostics"].as_array().expect("a list").clone();
            }
        }
    }

    /// All diagnostics that the server has told of, by address, until those for this state of a
    /// document.
    pub(crate) fn all_published(&mut self, last: &str, version: i32) -> Vec<(String, Vec<Value>)> {
        let mut all = Vec::new();
        loop {
            let it = self.told("textDocument/publishDiagnostics");
            let diagnostics = it["diagnostics"].as_array().expect("a list").clone();
            all.push((
                it["uri"].as_str().expect("an address").to_owned(),
                diagnostics,
            ));
            if it["uri"] == uri(last) && it["version"] == version {
                return all;
            }
        }
    }

    /// Whether the server has sent a notification of this method that nobody has asked for.
    pub(crate) fn has_told(&self, method: &str) -> bool {
        self.waiting.iter().any(|it| it.method == method)
    }

    /// The diagnostics of a document as it is now.
    pub(crate) fn diagnostics(&mut self, path: &str) -> Vec<Value> {
        let params = json!({"textDocument": {"uri": uri(path)}});
        let report = self.request("textDocument/diagnostic", params);
        report.expect("a report")["items"]
            .as_array()
            .expect("items")
            .clone()
    }

    /// Takes leave: whether the server ended as it should.
    pub(crate) fn leave(mut self) -> bool {
        self.request("shutdown", Value::Null).expect("shut down");
        self.notify("exit", Value::Null);
        self.server.join().expect("no panic")
    }
}
