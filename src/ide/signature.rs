//! The function whose arguments are being written.

use std::path::Path;

use crate::builtins;
use crate::source::offset;
use crate::syntax::ast::Item;
use crate::syntax::{self, Bracket, Token, TokenKind};

use super::answer::Signature;
use super::session::Session;

impl Session {
    /// The function in whose brackets an offset of a rule file stands.
    pub fn signature(&mut self, path: &Path, at: u32) -> Option<Signature> {
        let here = self.here(path)?;
        let text = here.file.text();
        let (name, active) = call_around(text, at)?;
        if let Some((_, builtin)) = builtins::named(name) {
            let params: Vec<String> = builtin
                .params
                .iter()
                .map(|param| format!("{}：{}", param.name, param.kind.words()))
                .collect();
            return Some(Signature {
                label: format!("{name}({})", params.join(", ")),
                params,
                active,
                doc: builtin.doc.to_owned(),
            });
        }
        let items = here.studio.packs.iter().flat_map(|pack| &pack.rules);
        let mut items = items.flat_map(|(_, tree)| &tree.items);
        let def = items.find_map(|item| match item {
            Item::Def(def) if def.name.text == name => Some(def),
            _ => None,
        })?;
        let params: Vec<String> = def.params.iter().map(|param| param.text.clone()).collect();
        Some(Signature {
            label: format!("{name}({})", params.join(", ")),
            params,
            active,
            doc: def.doc.join("\n"),
        })
    }
}

/// The name before the innermost bracket that is open at an offset, and how many commas stand
/// between them.
fn call_around(text: &str, at: u32) -> Option<(&str, usize)> {
    let lexed = syntax::lex(text);
    let behind = lexed.tokens.partition_point(|token| token.range.start < at);
    let before = lexed.tokens.get(..behind)?;
    let inside = before
        .last()
        .is_some_and(|it| matches!(it.kind, TokenKind::Quoted(_)) && at < it.range.end);
    if inside {
        return None;
    }
    let (mut depth, mut commas) = (0u32, 0);
    for (index, token) in before.iter().enumerate().rev() {
        match token.kind {
            TokenKind::Close(_) => depth += 1,
            TokenKind::Open(Bracket::Round) if depth == 0 => {
                let callee: &Token = before.get(index.checked_sub(1)?)?;
                let touches = callee.range.end == token.range.start;
                let is_name = callee.kind == TokenKind::Word && touches;
                return is_name.then(|| (callee.range.slice(text), commas));
            }
            TokenKind::Open(_) if depth == 0 => return None,
            TokenKind::Open(_) => depth -= 1,
            TokenKind::Symbol(',' | '，') if depth == 0 => commas += 1,
            TokenKind::Word | TokenKind::Number | TokenKind::Quoted(_) | TokenKind::Symbol(_) => {}
        }
        if offset(index) == 0 {
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::call_around;

    #[test]
    fn the_innermost_open_call_is_found() {
        let find = |text: &str| {
            call_around(text, u32::try_from(text.len()).expect("short"))
                .map(|(name, active)| (name.to_owned(), active))
        };
        assert_eq!(find("require round(a, "), Some(("round".into(), 1)));
        assert_eq!(find("require round(sum(a, b), "), Some(("round".into(), 1)));
        assert_eq!(find("require 四舍五入（a，b"), Some(("四舍五入".into(), 1)));
        assert_eq!(find("require (a + b"), None);
        assert_eq!(find("require f(a) + b"), None);
    }
}
