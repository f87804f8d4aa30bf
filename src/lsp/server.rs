//! The main loop: one thread, one message after the other.
//!
//! Edits are only taken over when they come; what they lead to is worked out when something asks
//! for it, or when no more messages wait. So a burst of typing is checked once, in its newest state.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use lsp_server::{
    Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response,
};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{InitializeParams, Url};
use serde::Serialize;
use serde_json::{Value, json};

use crate::ide::{Session, Settings};
use crate::vfs::Files;

use super::capabilities::capabilities;
use super::client::{Client, Wishes, roots};
use super::convert::{Lines, MARK, path_of, url_of};
use super::document::Document;
use super::refresh::Outdated;
use super::virtual_files;

/// How the server is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The packs that judge, if the client names no others.
    pub packs: Vec<PathBuf>,
    /// Whether packs without a trusted signature are used.
    pub allow_untrusted: bool,
}

/// The server.
pub(super) struct Server<'c> {
    connection: &'c Connection,
    pub client: Client,
    pub wishes: Wishes,
    pub roots: Vec<PathBuf>,
    pub session: Session,
    pub documents: BTreeMap<PathBuf, Document>,
    /// Documents whose edits the session does not know yet.
    unsynced: BTreeSet<PathBuf>,
    /// What has to be looked at again.
    pub stale: BTreeSet<Target>,
    /// The files with diagnostics at the client, by what they came from.
    pub shown: BTreeMap<Target, BTreeSet<PathBuf>>,
    /// What the client has to be asked to ask for again.
    pub outdated: Outdated,
    /// The troubles that the user was told of.
    pub told: BTreeSet<String>,
    /// The messages that wait.
    queue: VecDeque<Message>,
    requests: i32,
    /// Whether the client has asked to shut down.
    is_down: bool,
}

/// What diagnostics come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A pack, by its folder: all its files at once.
    Pack(PathBuf),
    /// A file by itself.
    File(PathBuf),
    /// A file of waivers: after all that they excuse.
    Waivers(PathBuf),
}

/// Serves a client until it goes away: whether it took its leave as the protocol asks.
pub fn serve(
    connection: &Connection,
    disk: Box<dyn Files>,
    options: Options,
) -> Result<bool, ProtocolError> {
    let (id, params) = connection.initialize_start()?;
    // What cannot be read of the greeting is left out.
    let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let client = Client::new(&params.capabilities);
    let greeting = json!({
        "capabilities": capabilities(&client),
        "serverInfo": {"name": "jixiao", "version": env!("CARGO_PKG_VERSION")},
    });
    connection.initialize_finish(id, greeting)?;
    let mut wishes = Wishes {
        packs: options.packs,
        allow_untrusted: options.allow_untrusted,
        inlay_hints: true,
        virtual_files: false,
    };
    if let Some(value) = &params.initialization_options {
        wishes.read(value);
    }
    let mut server = Server {
        connection,
        client,
        wishes,
        roots: roots(&params),
        session: Session::new(disk, Settings::default()),
        documents: BTreeMap::new(),
        unsynced: BTreeSet::new(),
        stale: BTreeSet::new(),
        shown: BTreeMap::new(),
        outdated: Outdated::default(),
        told: BTreeSet::new(),
        queue: VecDeque::new(),
        requests: 0,
        is_down: false,
    };
    server.watch();
    server.load_settings();
    // The client has not asked for anything yet.
    server.outdated = Outdated::default();
    Ok(server.run())
}

impl Server<'_> {
    /// The main loop: whether the client took its leave as the protocol asks.
    fn run(&mut self) -> bool {
        loop {
            self.fetch();
            let message = match self.queue.pop_front() {
                Some(message) => message,
                None if self.publish_next() => continue,
                None => match self.connection.receiver.recv() {
                    Ok(message) => message,
                    Err(_) => return false,
                },
            };
            match message {
                Message::Request(request) => self.request(request),
                Message::Notification(it) if it.method == notification::Exit::METHOD => {
                    return self.is_down;
                }
                Message::Notification(notification) => self.notification(notification),
                // Nothing that the server asks of the client depends on the answer.
                Message::Response(_) => {}
            }
        }
    }

    /// Takes in what has come meanwhile; requests that were cancelled before their turn are
    /// answered at once.
    fn fetch(&mut self) {
        while let Ok(message) = self.connection.receiver.try_recv() {
            match message {
                Message::Notification(it) if it.method == notification::Cancel::METHOD => {
                    self.cancel(&it.params);
                }
                other => self.queue.push_back(other),
            }
        }
    }

    fn cancel(&mut self, params: &Value) {
        let id = params.get("id").cloned().unwrap_or_default();
        let Ok(id) = serde_json::from_value::<RequestId>(id) else {
            return;
        };
        let is_meant = |it: &Message| matches!(it, Message::Request(it) if it.id == id);
        if let Some(at) = self.queue.iter().position(is_meant) {
            self.queue.remove(at);
            let code = ErrorCode::RequestCanceled as i32;
            self.respond(Response::new_err(id, code, "请求已取消".to_owned()));
        }
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        if self.is_down {
            let code = ErrorCode::InvalidRequest as i32;
            let words = "服务已经关闭，不再回答".to_owned();
            return self.respond(Response::new_err(id, code, words));
        }
        if request.method == request::Shutdown::METHOD {
            self.is_down = true;
            return self.respond(Response::new_ok(id, ()));
        }
        self.sync();
        let answer = catch_unwind(AssertUnwindSafe(|| self.answer(request)));
        let response = match answer {
            Ok(Ok(value)) => Response::new_ok(id, value),
            Ok(Err((code, words))) => Response::new_err(id, code as i32, words),
            Err(_) => {
                self.session.forget();
                let words = "程序内部错误，请把出错的文件发给我们".to_owned();
                Response::new_err(id, ErrorCode::InternalError as i32, words)
            }
        };
        self.respond(response);
    }

    fn notification(&mut self, notification: Notification) {
        let handled = catch_unwind(AssertUnwindSafe(|| self.take(notification)));
        if handled.is_err() {
            self.session.forget();
        }
    }

    /// Makes the next diagnostics known that have to be looked at again: whether there were any.
    fn publish_next(&mut self) -> bool {
        self.sync();
        let Some(target) = self.stale.pop_first() else {
            self.refresh();
            return false;
        };
        let published = catch_unwind(AssertUnwindSafe(|| self.publish(&target)));
        if published.is_err() {
            self.session.forget();
        }
        true
    }

    /// Tells the session of the edits since it was last asked.
    fn sync(&mut self) {
        for path in std::mem::take(&mut self.unsynced) {
            if let Some(document) = self.documents.get(&path) {
                self.session.edit(&path, document.text());
                self.mark(&path);
            }
        }
    }

    /// A document has another text than the session knows.
    pub(super) fn edited(&mut self, path: &Path) {
        self.unsynced.insert(path.to_owned());
    }

    /// A document was closed: nobody has to be told of its edits any more.
    pub(super) fn edits_are_known(&mut self, path: &Path) {
        self.unsynced.remove(path);
    }

    /// The settings with all that they depend on, read anew.
    pub(super) fn load_settings(&mut self) {
        self.session.set(Settings {
            packs: self.wishes.pack_paths(&self.roots),
            allow_untrusted: self.wishes.allow_untrusted,
            roots: self.roots.clone(),
        });
        self.mark_all();
    }

    /// The lines of a file as the client counts them: of a text that the session gave, which has
    /// no byte order mark.
    pub(super) fn lines<'t>(&self, path: &Path, text: &'t str) -> Lines<'t> {
        let document = self.documents.get(path);
        let marked = document.is_some_and(Document::is_marked);
        Lines::of(text, self.client.encoding, marked)
    }

    /// The offset of a position in an open document, as the session counts.
    pub(super) fn offset(&self, path: &Path, position: lsp_types::Position) -> Option<u32> {
        let document = self.documents.get(path)?;
        let at = document.lines(self.client.encoding).offset(position);
        let mark = if document.is_marked() {
            MARK.len_utf8()
        } else {
            0
        };
        Some(at.saturating_sub(crate::source::offset(mark)))
    }

    /// The address of a file: as the client writes it when it is open.
    pub(super) fn url(&self, path: &Path) -> Option<Url> {
        match self.documents.get(path) {
            Some(document) => Some(document.url.clone()),
            None if path.is_absolute() => url_of(path),
            None => virtual_files::url(path).filter(|_| self.wishes.virtual_files),
        }
    }

    /// The path of an address.
    pub(super) fn path(&self, url: &Url) -> PathBuf {
        path_of(url)
    }

    fn respond(&self, response: Response) {
        // Nobody is left to be told when the client is gone.
        let _ = self.connection.sender.send(response.into());
    }

    /// Tells the client something.
    pub(super) fn notify<N: notification::Notification>(&self, params: N::Params)
    where
        N::Params: Serialize,
    {
        let notification = Notification::new(N::METHOD.to_owned(), params);
        let _ = self.connection.sender.send(notification.into());
    }

    /// Asks the client for something of which the answer does not matter.
    pub(super) fn ask<R: request::Request>(&mut self, params: R::Params)
    where
        R::Params: Serialize,
    {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        let request = Request::new(id, R::METHOD.to_owned(), params);
        let _ = self.connection.sender.send(request.into());
    }
}
