//! `xlsx`: a workbook to work through: every finding, every declaration, every rule.

mod book;
mod cell;
mod findings;
mod guide;
mod sheet;
mod totals;

pub(super) use book::FORMAT;
