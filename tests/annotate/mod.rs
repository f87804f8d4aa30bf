//! Copies of office files with findings as comments: what lands where, what stays as it was.

mod samples;
mod sheet;
