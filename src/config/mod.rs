//! `jixiao.toml`: what the user has set, from the nearest folder above that has one.

mod config;
mod find;

pub use config::Config;
pub use find::{ConfigError, FILE, find};
