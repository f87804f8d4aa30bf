//! Copies of office files with findings as comments: what lands where, what stays as it was.

mod command;
mod reader;
mod samples;
mod sheet;
mod word;
