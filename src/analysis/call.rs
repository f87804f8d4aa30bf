//! Calls: of builtin functions, of definitions, and the searches for patterns and words.

use crate::builtins::{self, Builtin, Kind};
use crate::diag::nearest;
use crate::ir::{Each, Expr, ExprKind};
use crate::syntax::ast::{self, Arg};
use crate::types::Ty;

use super::diagnostics as messages;
use super::elaborator::{Elaborator, Typed};
use super::index::Meaning;
use super::pattern::match_ty;
use super::tables::FunctionDef;

/// The names under which a text is searched for a pattern or the words of a list.
const FIND: [&str; 4] = ["matches", "find", "匹配", "符合"];

/// Whether a parameter takes a value of this type.
pub fn accepts(kind: Kind, ty: &Ty) -> bool {
    let text = |ty: &Ty| matches!(ty, Ty::Text | Ty::Unknown);
    match (kind, ty) {
        (_, Ty::Unknown) | (Kind::Any, _) => true,
        (Kind::Text | Kind::Texts, ty) if text(ty) => true,
        (Kind::Texts, Ty::List(element)) => text(element),
        (Kind::Number, Ty::Number(_)) | (Kind::Date, Ty::Date) => true,
        (Kind::List | Kind::Keyed, Ty::List(_)) => true,
        (Kind::Values, Ty::List(element)) => super::expr::is_scalar(element),
        (Kind::Numbers, Ty::List(element)) => {
            matches!(element.as_ref(), Ty::Number(_) | Ty::Unknown)
        }
        (Kind::Words, Ty::Terms | Ty::Text) => true,
        (Kind::Words, Ty::List(element)) => text(element),
        _ => false,
    }
}

impl Elaborator<'_> {
    pub(super) fn call(&mut self, name: &ast::Name, arguments: &[Arg], loc: ast::Loc) -> Typed {
        if let Some(def) = self.tables.defs.get(name.text.as_str()) {
            self.tables.touch(&name.text);
            self.tables.expand(&name.text);
            self.note(&name.text, name.loc, Meaning::Def(def.span), &Ty::Unknown);
            return self.expand(name, def, arguments, loc);
        }
        if FIND.contains(&name.text.as_str()) {
            self.note(&name.text, name.loc, Meaning::Search, &Ty::Unknown);
            return self.find(name, arguments, loc);
        }
        match builtins::named(&name.text) {
            Some((index, builtin)) => {
                let meaning = Meaning::Function(index);
                self.note(&name.text, name.loc, meaning, &Ty::Unknown);
                self.builtin(index, builtin, name, arguments, loc)
            }
            None if self.tables.is_broken(&name.text) => {
                self.arguments(arguments);
                self.unknown(loc)
            }
            None => {
                let known = builtins::all().flat_map(|builtin| [builtin.zh, builtin.en]);
                let known = known.chain(FIND).chain(self.tables.defs.keys().copied());
                let near = nearest(&name.text, known);
                let complaint = messages::unknown_function(&name.text, self.span(name.loc), near);
                self.report(complaint);
                // The arguments are looked at all the same, so that their mistakes are reported.
                self.arguments(arguments);
                self.unknown(loc)
            }
        }
    }

    /// Lowers plain arguments and comprehensions.
    fn arguments(&mut self, arguments: &[Arg]) -> Vec<Typed> {
        arguments
            .iter()
            .map(|argument| match argument {
                Arg::Plain(expr) => self.expr(expr, None),
                Arg::Over(element, fors) => {
                    let kind = ast::ExprKind::Collect(element.clone(), fors.clone());
                    let expr = ast::Expr {
                        kind: Box::new(kind),
                        loc: element.loc,
                    };
                    self.expr(&expr, None)
                }
                Arg::By(list, _) => self.expr(list, None),
            })
            .collect()
    }

    fn builtin(
        &mut self,
        index: u16,
        builtin: &'static Builtin,
        name: &ast::Name,
        arguments: &[Arg],
        loc: ast::Loc,
    ) -> Typed {
        let keyed = builtin.params.iter().any(|param| param.kind == Kind::Keyed);
        match arguments {
            [Arg::By(list, key)] if keyed => {
                return self.keyed(index, builtin, list, key, loc);
            }
            _ if keyed => {
                let complaint = messages::needs_key(&name.text, self.span(loc));
                self.report(complaint);
                self.arguments(arguments);
                return self.unknown(loc);
            }
            _ => {}
        }
        if arguments
            .iter()
            .any(|argument| matches!(argument, Arg::By(..)))
        {
            let complaint = messages::takes_no_key(&name.text, self.span(loc));
            self.report(complaint);
            return self.unknown(loc);
        }
        let lowered = self.arguments(arguments);
        if lowered.len() != builtin.params.len() {
            let params: Vec<&str> = builtin.params.iter().map(|param| param.name).collect();
            let found = lowered.len();
            let complaint = messages::wrong_arity(&name.text, &params, found, self.span(loc));
            self.report(complaint);
            return self.unknown(loc);
        }
        for (param, argument) in builtin.params.iter().zip(&lowered) {
            if !accepts(param.kind, &argument.ty) {
                let span = crate::source::Span::new(self.source, argument.expr.range);
                let expected = format!("{}（参数“{}”）", param.kind.words(), param.name);
                self.report(messages::wrong_type(&expected, &argument.ty, span));
                return self.unknown(loc);
            }
        }
        let types: Vec<Ty> = lowered.iter().map(|argument| argument.ty.clone()).collect();
        let ty = (builtin.result)(&types);
        let lowered = lowered.into_iter().map(|argument| argument.expr).collect();
        self.typed(ExprKind::Call(index, lowered), ty, loc)
    }

    fn keyed(
        &mut self,
        index: u16,
        builtin: &'static Builtin,
        list: &ast::Expr,
        key: &ast::Expr,
        loc: ast::Loc,
    ) -> Typed {
        let list_typed = self.expr(list, None);
        let Some(element) = list_typed.ty.element().cloned() else {
            let complaint = messages::not_a_list(&list_typed.ty, self.span(list.loc));
            self.report(complaint);
            return self.unknown(loc);
        };
        let mark = self.mark();
        let slot = self.bind_it(element);
        let key_typed = self.expr(key, None);
        self.close(mark);
        if !super::expr::is_scalar(&key_typed.ty) {
            let complaint = messages::wrong_type(
                "一个数、词、日期或一段文字",
                &key_typed.ty,
                self.span(key.loc),
            );
            self.report(complaint);
        }
        let ty = (builtin.result)(&[list_typed.ty, Ty::list(key_typed.ty)]);
        let each = Each {
            element: slot,
            parts: Vec::new(),
            position: None,
            source: list_typed.expr,
            filter: None,
        };
        let kind = ExprKind::Keyed(index, Box::new(each), Box::new(key_typed.expr));
        self.typed(kind, ty, loc)
    }

    /// `matches(text, pattern)`: every match of a pattern, every hit of a word list.
    fn find(&mut self, name: &ast::Name, arguments: &[Arg], loc: ast::Loc) -> Typed {
        let [Arg::Plain(text), Arg::Plain(what)] = arguments else {
            let found = arguments.len();
            let params = ["文字", "句式或词表"];
            let complaint = messages::wrong_arity(&name.text, &params, found, self.span(loc));
            self.report(complaint);
            return self.unknown(loc);
        };
        let text_typed = self.expr(text, None);
        if !accepts(Kind::Texts, &text_typed.ty) {
            let span = self.span(text.loc);
            self.report(messages::wrong_type(
                Kind::Texts.words(),
                &text_typed.ty,
                span,
            ));
        }
        let what_typed = self.expr(what, None);
        let base: Box<Expr> = Box::new(text_typed.expr);
        match (&what_typed.ty, &what_typed.expr.kind) {
            (Ty::Pattern(record), ExprKind::Terms(index)) => {
                let ty = Ty::list(Ty::Record(record.clone()));
                self.typed(ExprKind::FindPattern(base, *index), ty, loc)
            }
            (Ty::Terms, ExprKind::Terms(index)) => self.typed(
                ExprKind::FindTerms(base, *index),
                Ty::list(match_ty(&[])),
                loc,
            ),
            (Ty::Unknown, _) => self.unknown(loc),
            (ty, _) => {
                let complaint = messages::wrong_type("句式或词表", ty, self.span(what.loc));
                self.report(complaint);
                self.unknown(loc)
            }
        }
    }

    /// A definition is expanded where it is called, so that it is typed by its arguments.
    fn expand(
        &mut self,
        name: &ast::Name,
        function: &FunctionDef<'_>,
        arguments: &[Arg],
        loc: ast::Loc,
    ) -> Typed {
        let def = function.def;
        if self.expanding.contains(&name.text) {
            let complaint = messages::cycle(&name.text, self.span(name.loc));
            self.report(complaint);
            return self.unknown(loc);
        }
        if arguments.len() != def.params.len() {
            let params: Vec<&str> = def.params.iter().map(|param| param.text.as_str()).collect();
            let found = arguments.len();
            let complaint = messages::wrong_arity(&name.text, &params, found, self.span(loc));
            self.report(complaint);
            return self.unknown(loc);
        }
        let lowered = self.arguments(arguments);
        let outer = self.call;
        self.call = Some(self.span(loc));
        self.expanding.push(name.text.clone());
        let mark = self.mark();
        let floor = std::mem::replace(&mut self.floor, mark);
        let place = std::mem::replace(&mut self.place, function.span.source);
        let mut bindings = Vec::new();
        for (param, argument) in def.params.iter().zip(lowered) {
            bindings.push((self.bind(param, argument.ty), argument.expr));
        }
        let body = self.expr(&def.body, None);
        self.floor = floor;
        self.place = place;
        self.close(mark);
        self.expanding.pop();
        self.call = outer;
        let ty = body.ty;
        let kind = ExprKind::With(bindings, Box::new(body.expr));
        self.typed(kind, ty, loc)
    }
}
