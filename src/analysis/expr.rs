//! Expressions: names resolved, types checked, lowered, in one walk.

use std::sync::Arc;

use crate::diag::nearest;
use crate::ir::{self, Expr, ExprKind};
use crate::syntax::ast::{self, CompareOp, TestOp, UnaryOp};
use crate::types::{Member, RecordTy, Repr, Ty, comparable};

use super::diagnostics as messages;
use super::elaborator::{Elaborator, Typed, member};
use super::index::Meaning;
use super::{constant, repeated, visit};

impl Elaborator<'_> {
    /// Lowers an expression; `expected` helps to find words of choices.
    pub(super) fn expr(&mut self, expr: &ast::Expr, expected: Option<&Ty>) -> Typed {
        self.deeper(expr.loc, |it| it.shallow(expr, expected))
            .unwrap_or_else(|| self.unknown(expr.loc))
    }

    /// Lowers a truth value, and complains when it does not depend on the document.
    pub(super) fn condition(&mut self, expr: &ast::Expr) -> Expr {
        let before = self.diagnostics.len();
        let typed = self.expr(expr, Some(&Ty::Bool));
        if !typed.ty.fits(&Ty::Bool) {
            let span = self.span(expr.loc);
            self.report(messages::wrong_type("一个条件", &typed.ty, span));
        } else if typed.ty != Ty::Unknown
            && self.diagnostics.len() == before
            && let Some(value) = visit::constant_truth(expr, &typed.expr)
        {
            let span = self.span(expr.loc);
            self.report(messages::always(value, span));
        } else if self.diagnostics.len() == before
            && let Some((again, first)) = repeated::part_twice(expr)
        {
            let (again, first) = (self.span(again.loc), self.span(first.loc));
            self.report(messages::repeated_condition(again, first));
        }
        typed.expr
    }

    fn shallow(&mut self, expr: &ast::Expr, expected: Option<&Ty>) -> Typed {
        let loc = expr.loc;
        match expr.kind.as_ref() {
            ast::ExprKind::Number { text, unit } => self.number(text, unit, loc),
            ast::ExprKind::Text(text) => {
                let text = crate::types::fold(text).as_ref().into();
                self.typed(ExprKind::Text(text), Ty::Text, loc)
            }
            ast::ExprKind::Date(text) => match constant::date(text) {
                Some((y, m, d)) => self.typed(ExprKind::Date(y, m, d), Ty::Date, loc),
                None => {
                    let span = self.span(loc);
                    self.report(messages::bad_number(text, span));
                    self.unknown(loc)
                }
            },
            ast::ExprKind::Bool(value) => self.typed(ExprKind::Bool(*value), Ty::Bool, loc),
            ast::ExprKind::List(parts) => self.list(parts, expected, loc),
            ast::ExprKind::Collect(element, fors) => self.collect(element, fors, loc),
            ast::ExprKind::Name(name) => self.name(name, expected, loc),
            ast::ExprKind::Member(base, name) => self.member(base, name, loc),
            ast::ExprKind::Call(name, arguments) => self.call(name, arguments, loc),
            ast::ExprKind::Unary(UnaryOp::Not, inner) => {
                let inner = self.condition(inner);
                self.typed(ExprKind::Not(Box::new(inner)), Ty::Bool, loc)
            }
            ast::ExprKind::Unary(UnaryOp::Negate, inner) => {
                let inner = self.number_operand(inner);
                let ty = inner.ty.clone();
                self.typed(ExprKind::Negate(Box::new(inner.expr)), ty, loc)
            }
            ast::ExprKind::Binary(op, a, b) => self.binary(*op, a, b, loc),
            ast::ExprKind::Compare(op, a, b, within) => {
                self.compare(*op, a, b, within.as_ref(), loc)
            }
            ast::ExprKind::Is(inner, presence) => {
                let inner = self.expr(inner, Some(&Ty::Any));
                let presence = match presence {
                    ast::Presence::Missing => ir::Presence::Missing,
                    ast::Presence::Present => ir::Presence::Present,
                    ast::Presence::Unreadable => ir::Presence::Unreadable,
                };
                self.typed(ExprKind::Is(Box::new(inner.expr), presence), Ty::Bool, loc)
            }
            ast::ExprKind::Test {
                op,
                negated,
                left,
                right,
            } => {
                let test = self.test(*op, left, right, loc);
                if !negated {
                    return test;
                }
                let ty = test.ty.clone();
                self.typed(ExprKind::Not(Box::new(test.expr)), ty, loc)
            }
            ast::ExprKind::If(condition, a, b) => {
                let condition = self.condition(condition);
                let (a, b, ty) = self.pair(a, b, expected, loc);
                let kind = ExprKind::If(Box::new(condition), Box::new(a), Box::new(b));
                self.typed(kind, ty, loc)
            }
            ast::ExprKind::Else(a, b) => {
                let (a, b, ty) = self.pair(a, b, expected, loc);
                self.typed(ExprKind::Else(Box::new(a), Box::new(b)), ty, loc)
            }
            ast::ExprKind::Quantified(quantifier, each, body) => {
                self.quantified(*quantifier, each, body, loc)
            }
            ast::ExprKind::First(each) => {
                let mark = self.mark();
                let lowered = self.each(each);
                self.close(mark);
                match lowered {
                    Some((each, ty)) => self.typed(ExprKind::First(Box::new(each)), ty, loc),
                    None => self.unknown(loc),
                }
            }
        }
    }

    fn number(&mut self, text: &str, unit: &str, loc: ast::Loc) -> Typed {
        let span = self.span(loc);
        match constant::number(text, unit, span, &mut self.diagnostics) {
            Some((value, unit)) => self.typed(ExprKind::Number(value, unit), Ty::Number(unit), loc),
            None => self.unknown(loc),
        }
    }

    fn list(&mut self, parts: &[ast::Expr], expected: Option<&Ty>, loc: ast::Loc) -> Typed {
        let expected = expected.and_then(Ty::element).cloned();
        let mut ty = expected.clone().filter(|ty| matches!(ty, Ty::Word(_)));
        let mut lowered = Vec::with_capacity(parts.len());
        for part in parts {
            let typed = self.expr(part, expected.as_ref().or(ty.as_ref()));
            let known = ty.clone().unwrap_or(Ty::Unknown);
            match known.join(&typed.ty) {
                Some(joined) => ty = Some(joined),
                None => {
                    let span = self.span(part.loc);
                    self.report(messages::mixed_list(&known, &typed.ty, span));
                }
            }
            lowered.push(typed.expr);
        }
        self.typed(
            ExprKind::List(lowered),
            Ty::list(ty.unwrap_or(Ty::Unknown)),
            loc,
        )
    }

    fn collect(&mut self, element: &ast::Expr, fors: &[ast::Each], loc: ast::Loc) -> Typed {
        let mark = self.mark();
        let walks: Vec<ir::Each> = fors
            .iter()
            .filter_map(|each| self.each(each))
            .map(|(each, _)| each)
            .collect();
        let element = self.expr(element, None);
        self.close(mark);
        let ty = Ty::list(element.ty);
        self.typed(ExprKind::Collect(Box::new(element.expr), walks), ty, loc)
    }

    fn quantified(
        &mut self,
        quantifier: ast::Quantifier,
        each: &ast::Each,
        body: &ast::Expr,
        loc: ast::Loc,
    ) -> Typed {
        let mark = self.mark();
        let walk = self.each(each);
        let body = self.condition(body);
        self.close(mark);
        let quantifier = match quantifier {
            ast::Quantifier::Every => ir::Quantifier::Every,
            ast::Quantifier::Some => ir::Quantifier::Some,
            ast::Quantifier::No => ir::Quantifier::No,
        };
        match walk {
            Some((each, _)) => {
                let kind = ExprKind::Quantified(quantifier, Box::new(each), Box::new(body));
                self.typed(kind, Ty::Bool, loc)
            }
            None => self.unknown(loc),
        }
    }

    /// Two expressions of one type, either of which may be a bare word of the other's choice.
    pub(super) fn pair(
        &mut self,
        a: &ast::Expr,
        b: &ast::Expr,
        expected: Option<&Ty>,
        loc: ast::Loc,
    ) -> (Expr, Expr, Ty) {
        let (a, b) = self.operands(a, b, expected);
        let ty = a.ty.join(&b.ty).unwrap_or_else(|| {
            let span = self.span(loc);
            self.report(messages::mixed_list(&a.ty, &b.ty, span));
            Ty::Unknown
        });
        (a.expr, b.expr, ty)
    }

    fn operands(&mut self, a: &ast::Expr, b: &ast::Expr, expected: Option<&Ty>) -> (Typed, Typed) {
        let bare = |expr: &ast::Expr| match expr.kind.as_ref() {
            ast::ExprKind::Name(name) => Some(name.clone()),
            _ => None,
        };
        if bare(a).is_some_and(|name| !self.knows(&name)) && expected.is_none() {
            let right = self.expr(b, None);
            let left = self.expr(a, Some(&right.ty));
            return (left, right);
        }
        let before = self.diagnostics.len();
        let left = self.expr(a, expected);
        // A word of a choice of which nothing is known because of a mistake is none of its own.
        let mistaken = left.ty == Ty::Unknown && self.diagnostics.len() > before;
        if mistaken && bare(b).is_some_and(|name| !self.knows(&name)) {
            return (left, self.unknown(b.loc));
        }
        let right = self.expr(b, Some(&left.ty));
        (left, right)
    }

    fn compare(
        &mut self,
        op: CompareOp,
        a: &ast::Expr,
        b: &ast::Expr,
        within: Option<&ast::Expr>,
        loc: ast::Loc,
    ) -> Typed {
        let (left, right) = self.operands(a, b, None);
        let ordered = !matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        let allowed = match (&left.ty, &right.ty) {
            (Ty::Unknown, _) | (_, Ty::Unknown) => true,
            (Ty::Number(x), Ty::Number(y)) => comparable(*x, *y),
            (Ty::Date, Ty::Date) => true,
            (Ty::Text, Ty::Text) | (Ty::Bool, Ty::Bool) => !ordered,
            (Ty::Word(x), Ty::Word(y)) => x == y && !ordered,
            _ => false,
        };
        if !allowed {
            let span = self.span(loc);
            let complaint = match left.ty == right.ty && !matches!(left.ty, Ty::List(_)) {
                true => messages::not_ordered(&left.ty, span),
                false => messages::cannot_compare(&left.ty, &right.ty, span),
            };
            self.report(complaint);
        }
        let tolerance = within.map(|within| {
            let tolerance = self.number_operand(within);
            if !tolerance.ty.fits(&left.ty) {
                let complaint =
                    messages::cannot_compare(&left.ty, &tolerance.ty, self.span(within.loc));
                self.report(complaint);
            } else if matches!(tolerance.expr.kind, ExprKind::Negate(_)) {
                let complaint = messages::negative_tolerance(self.span(within.loc));
                self.report(complaint);
            }
            Box::new(tolerance.expr)
        });
        let op = match op {
            CompareOp::Equal => ir::Comparison::Equal,
            CompareOp::NotEqual => ir::Comparison::NotEqual,
            CompareOp::Less => ir::Comparison::Less,
            CompareOp::LessEqual => ir::Comparison::LessEqual,
            CompareOp::Greater => ir::Comparison::Greater,
            CompareOp::GreaterEqual => ir::Comparison::GreaterEqual,
        };
        let kind = ExprKind::Compare(op, Box::new(left.expr), Box::new(right.expr), tolerance);
        self.typed(kind, Ty::Bool, loc)
    }

    fn test(&mut self, op: TestOp, a: &ast::Expr, b: &ast::Expr, loc: ast::Loc) -> Typed {
        let left = self.expr(a, None);
        let expected = match (op, &left.ty) {
            (TestOp::In, ty) => Ty::list(ty.clone()),
            (TestOp::Contains, Ty::List(element)) => element.as_ref().clone(),
            _ => Ty::Text,
        };
        let right = self.expr(b, Some(&expected));
        let (x, y) = (Box::new(left.expr), Box::new(right.expr));
        let index = |expr: &Expr| match expr.kind {
            ExprKind::Terms(index) => index,
            _ => u16::MAX,
        };
        let kind = match (op, &left.ty, &right.ty) {
            (_, Ty::Unknown, _) | (_, _, Ty::Unknown) => return self.unknown_bool(loc),
            (TestOp::In, Ty::Text, Ty::Terms) => ExprKind::InTerms(x, index(&y)),
            (TestOp::In, Ty::Text, Ty::Text) => ExprKind::TextContains(y, x),
            (TestOp::In, ty, Ty::List(element)) if is_scalar(ty) && ty.fits(element) => {
                ExprKind::InList(x, y)
            }
            (TestOp::Contains, Ty::Text, Ty::Terms) => ExprKind::TermsIn(x, index(&y)),
            (TestOp::Contains, Ty::Text, Ty::Text) => ExprKind::TextContains(x, y),
            (TestOp::Contains, Ty::List(element), ty) if is_scalar(ty) && ty.fits(element) => {
                ExprKind::ListContains(x, y)
            }
            (TestOp::Matches, Ty::Text, Ty::Pattern(_)) => ExprKind::Matches(x, index(&y)),
            _ => {
                let wanted = match op {
                    TestOp::In => "包含这类值的列表或词表",
                    TestOp::Contains if left.ty == Ty::Text => "一个词语或词表（左边是文字）",
                    TestOp::Contains => "一项能在左边的列表里的值",
                    TestOp::Matches => "一个句式（左边是文字）",
                };
                let complaint = messages::wrong_type(wanted, &right.ty, self.span(b.loc));
                self.report(complaint);
                return self.unknown_bool(loc);
            }
        };
        self.typed(kind, Ty::Bool, loc)
    }

    fn unknown_bool(&self, loc: ast::Loc) -> Typed {
        Typed {
            ty: Ty::Unknown,
            ..self.unknown(loc)
        }
    }

    fn member(&mut self, base: &ast::Expr, name: &ast::Name, loc: ast::Loc) -> Typed {
        if let ast::ExprKind::Name(form) = base.kind.as_ref()
            && matches!(form.as_str(), "form" | "本表")
            && !self.knows(form)
        {
            if matches!(name.text.as_str(), "fields" | "字段") {
                return self.typed(ExprKind::FormFields, form_fields_ty(), loc);
            }
            let near = nearest(&name.text, ["fields", "字段"]);
            let complaint = messages::unknown_name(&name.text, "本表", self.span(name.loc), near);
            self.report(messages::with_name_advice(complaint));
            return self.unknown(loc);
        }
        let base = self.expr(base, None);
        self.note_scope(&name.text, Some(&base.ty), None);
        match &base.ty {
            Ty::Unknown => return self.unknown(loc),
            Ty::Record(record) => {
                if let Some((slot, field)) = record.field(&name.text) {
                    self.note(&name.text, name.loc, Meaning::Member, &field.ty);
                    let slot = u16::try_from(slot).unwrap_or(u16::MAX);
                    let ty = field.ty.clone();
                    return self.typed(member(record.repr, base.expr, slot), ty, loc);
                }
            }
            Ty::List(element) => {
                if let Ty::Record(record) = element.as_ref()
                    && let Some((slot, field)) = record.field(&name.text)
                {
                    self.note(&name.text, name.loc, Meaning::Member, &field.ty);
                    let slot = u16::try_from(slot).unwrap_or(u16::MAX);
                    let ty = match &field.ty {
                        Ty::List(_) => field.ty.clone(),
                        ty => Ty::list(ty.clone()),
                    };
                    let base = Box::new(base.expr);
                    let kind = match record.repr {
                        Repr::Row => ExprKind::EachSlot(base, slot),
                        Repr::Parts => ExprKind::EachPart(base, slot),
                    };
                    return self.typed(kind, ty, loc);
                }
            }
            _ => {}
        }
        self.member_function(base, name, loc)
    }

    /// `x.f` where `f` is a function of one argument: `条目.内容.数量`.
    fn member_function(&mut self, base: Typed, name: &ast::Name, loc: ast::Loc) -> Typed {
        if let Some((index, builtin)) = crate::builtins::named(&name.text)
            && let [param] = builtin.params
            && super::call::accepts(param.kind, &base.ty)
        {
            let ty = (builtin.result)(std::slice::from_ref(&base.ty));
            self.note(&name.text, name.loc, Meaning::Function(index), &ty);
            return self.typed(ExprKind::Call(index, vec![base.expr]), ty, loc);
        }
        let mut names: Vec<&str> = Vec::new();
        let element = match &base.ty {
            Ty::List(element) => element.as_ref(),
            other => other,
        };
        if let Ty::Record(record) = element {
            names.extend(
                record
                    .fields
                    .iter()
                    .flat_map(|f| [f.zh.as_str(), f.en.as_str()]),
            );
        }
        names.extend(
            crate::builtins::all()
                .filter(|builtin| {
                    matches!(builtin.params, [p] if super::call::accepts(p.kind, &base.ty))
                })
                .flat_map(|builtin| [builtin.zh, builtin.en]),
        );
        let near = nearest(&name.text, names);
        let parts: Vec<&str> = match element {
            Ty::Record(record) => record.fields.iter().map(|f| f.zh.as_str()).collect(),
            _ => Vec::new(),
        };
        let span = self.span(name.loc);
        let complaint = messages::unknown_member(&name.text, &base.ty, span, near, &parts);
        self.report(complaint);
        self.unknown(loc)
    }
}

/// Whether values of a type can be told equal: records and lists cannot.
pub(super) fn is_scalar(ty: &Ty) -> bool {
    match ty {
        Ty::Unknown | Ty::Bool | Ty::Number(_) | Ty::Text | Ty::Date | Ty::Word(_) => true,
        Ty::Any | Ty::List(_) | Ty::Record(_) | Ty::Terms | Ty::Pattern(_) => false,
    }
}

/// The type of `form.fields`.
pub fn form_fields_ty() -> Ty {
    let member = |zh: &str, en: &str, ty| Member {
        zh: zh.into(),
        en: en.into(),
        ty,
    };
    let fields = vec![
        member("名称", "name", Ty::Text),
        member("标签", "label", Ty::Text),
        member("类型", "kind", Ty::Text),
        member("必填", "required", Ty::Bool),
        member("表上有", "printed", Ty::Bool),
        member("值", "value", Ty::Any),
        member("原文", "text", Ty::Text),
    ];
    let record = RecordTy {
        name: "本表的一个字段".into(),
        repr: Repr::Parts,
        fields,
    };
    Ty::list(Ty::Record(Arc::new(record)))
}
