//! Files inside the program under addresses of their own, `jixiao:/core/funds.rule`, for clients that
//! ask for their contents by `jixiao/content`.

use std::path::{Path, PathBuf};

use lsp_types::{Url, request};
use serde::Deserialize;

use super::server::Server;

/// What such addresses begin with.
const SCHEME: &str = "jixiao";

/// Asks for the text of a file inside the program.
pub(super) enum Content {}

impl request::Request for Content {
    type Params = ContentParams;
    type Result = Option<String>;
    const METHOD: &'static str = "jixiao/content";
}

/// Which file is asked for.
#[derive(Debug, Deserialize, serde::Serialize)]
pub(super) struct ContentParams {
    uri: Url,
}

/// The address of a file inside the program; the paths of these are ASCII.
pub(super) fn url(path: &Path) -> Option<Url> {
    let path = path.to_str().filter(|path| path.is_ascii())?;
    Url::parse(&format!("{SCHEME}:/{}", path.replace('\\', "/"))).ok()
}

/// The file that an address means.
fn path(url: &Url) -> Option<PathBuf> {
    let path = url.path().strip_prefix('/');
    path.filter(|_| url.scheme() == SCHEME).map(PathBuf::from)
}

impl Server<'_> {
    pub(super) fn content(&mut self, params: &ContentParams) -> Option<String> {
        self.session.bundled_text(&path(&params.uri)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_back() {
        let file = Path::new("core/funds.rule");
        let address = url(file).expect("an address");
        assert_eq!(address.as_str(), "jixiao:/core/funds.rule");
        assert_eq!(path(&address).as_deref(), Some(file));
        let other = Url::parse("file:///core/funds.rule").expect("an address");
        assert_eq!(path(&other), None);
    }
}
