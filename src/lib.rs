//! jixiao (绩效): a compliance checker for budget-performance declarations.
//!
//! A declaration is a filled-in form such as 部门整体支出绩效目标申报表; a *rule pack* holds the
//! definitions of forms and the rules of one bureau. This page is the map of the code.
//!
//! # The way of a file
//!
//! 1. [`read`] turns its bytes into a *text view* and a *layout*: lines and cells as they stand.
//!    Places are byte ranges of the text view from here to the printed finding.
//! 2. [`bind`] finds the form that the layout is, and its fields: a [`model::Document`].
//! 3. [`eval`] runs the checked rules of a pack on it: one outcome a rule, and findings that
//!    explain themselves, from [`facts`] and the values of the fields.
//! 4. [`workspace`] does this for many files on all cores and hands on one report a document, in
//!    order; [`mod@write`] shows them.
//!
//! A pack goes another way: [`pack`] reads its folder, [`syntax`] its rules, [`form`] its forms, and
//! [`analysis`] checks them against one another before any declaration is read. The packs of
//! `rules/` are embedded in the binary in checked form.
//!
//! # Rooms
//!
//! A room is a folder with one door, its `mod.rs`. Other rooms come in by the door, and only those
//! that this table names; a test reads it.
//!
//! | room | what it does | may import |
//! |---|---|---|
//! | [`source`] | texts, places in them, lines and columns |  |
//! | [`ooxml`] | packages of office files: zip archives of XML parts, read within limits and patched; text documents with the way back into their XML | source |
//! | [`vfs`] | files, of the disk or in memory |  |
//! | [`facts`] | what a passage of Chinese says: quantities, totals, years, effects, each with its place | source |
//! | [`diag`] | findings, messages and the report, as plain data | source |
//! | [`fix`] | which fixes of findings go together, and the text with them applied | diag, source |
//! | [`table`] | TOML files, read with every mistake noted | diag, source |
//! | [`types`] | types, values and units of the rule language | source |
//! | [`syntax`] | the rule language: text to tree and back | diag, source |
//! | [`builtins`] | the functions of the rule language, one table a family | facts, source, types |
//! | [`form`] | definitions of forms and interfaces: data of the packs | diag, source, table, types |
//! | [`model`] | a page as it stands; a declaration with its fields | source, types |
//! | [`ir`] | checked rules: what analysis makes and evaluation runs | diag, source, types |
//! | [`read`] | bytes of a file to its text view and its layout | model, ooxml, source |
//! | [`bind`] | a layout and a form to a declaration | diag, form, model, source, types |
//! | [`analysis`] | trees and forms to checked rules | builtins, diag, form, ir, source, syntax, types |
//! | [`eval`] | checked rules on a declaration to outcomes and findings | builtins, diag, facts, form, ir, model, source, types |
//! | [`pack`] | folders of rules to checked sets, and those inside the binary | analysis, diag, facts, form, ir, source, syntax, table, vfs |
//! | [`config`] | `jixiao.toml`: what the user has set | diag, source, table, vfs |
//! | [`workspace`] | packs and files of a run, the settings applied, the pipeline over them | bind, config, diag, eval, facts, fix, form, ir, model, pack, read, source, table, types, vfs |
//! | [`revision`] | two issues of a pack: what changed, and for whom | diag, form, ir, pack, source, syntax, vfs, workspace |
//! | [`trial`] | examples and cases of packs, tried | diag, form, ir, source, workspace |
//! | [`ide`] | what an editor asks about declarations, rules and packs, as plain data in byte offsets | analysis, builtins, config, diag, fix, form, pack, read, source, syntax, table, trial, types, vfs, workspace |
//! | [`lsp`] | the language server: protocol types, open documents, the main loop | config, diag, ide, source, vfs |
//! | [`mod@write`] | the outputs of a run | diag, source |
//! | [`mod@annotate`] | findings written back into copies of office files | diag, fix, ooxml, source, write |
//! | [`cli`] | the commands | annotate, config, diag, facts, ir, lsp, pack, revision, source, syntax, trial, vfs, workspace, write |
//!
//! # Words
//!
//! | word | 中文 | meaning |
//! |---|---|---|
//! | source, span | | a text; a byte range in it, the same from the reader to the printed finding |
//! | layout | 版面 | lines and cells as they stand, before anyone knows what form it is |
//! | form, field | 表样、栏目 | the definition of a form; what it asks for, under the labels in use |
//! | interface | 接口 | fields that several forms have, so that one rule speaks of all of them |
//! | declaration | 申报表 | a layout bound to a form: fields by name, each with value and place |
//! | fact | 事实 | what a passage says: a quantity, a total, a year, an effect; never a verdict |
//! | rule, pack, basis | 规则、规则包、依据 | a requirement; a set of them with forms; the provision it enforces |
//! | outcome | 结果 | failed, not evaluated, waived, passed or not applicable: one a rule and declaration |
//! | finding | 问题 | a failed requirement with its places, values and words |
//! | fault | | the rule's own failure at run time; an *error* is the tool's |
//! | layer | 层 | a pack in the order in which packs build on one another; a later one may change what the earlier ones leave open |
//! | edition, issue | 版 | a pack as it was issued once, checked with all it builds on; its id, version and title |
//! | book | | a pack, those it builds on and those that join them, made ready to judge |
//!
//! # What never changes
//!
//! - [`eval`] does not see [`syntax`], and [`analysis`] does not see [`model`]: a rule is checked
//!   without a declaration and run without its text.
//! - [`mod@write`] is given findings and texts and nothing else, so that no output can compute a
//!   verdict.
//! - [`read`] does not see [`form`]: a reader knows tabs and TOML, no 绩效目标申报表.
//! - [`ide`] does not see [`lsp`]: what an editor is told is tested without a protocol.
//! - [`facts`] says what is written, never whether it is right.
//! - Only `cli` prints, and only `vfs/disk.rs` touches the file system; `vfs/watch.rs` hears of
//!   changes in it, and `vfs/convert.rs` starts the one other program there is, when it is asked to.
//! - A phase gives back what it could make together with what it found; `Result` is for input and
//!   output.
//! - Amounts are exact decimals. Nothing depends on a clock, on chance or on the number of threads.

pub mod analysis;
pub mod annotate;
pub mod bind;
pub mod builtins;
pub mod cli;
pub mod config;
pub mod diag;
pub mod eval;
pub mod facts;
pub mod fix;
pub mod form;
pub mod ide;
pub mod ir;
pub mod lsp;
pub mod model;
pub mod ooxml;
pub mod pack;
pub mod read;
pub mod revision;
pub mod source;
pub mod syntax;
pub mod table;
pub mod trial;
pub mod types;
pub mod vfs;
pub mod workspace;
pub mod write;
