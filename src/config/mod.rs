//! What the user has set: `jixiao.toml`, waivers and the baseline, from the nearest folder above
//! that has them.

mod baseline;
mod config;
mod diagnostics;
mod find;
mod globs;
mod home;
mod waivers;

pub use baseline::{BASELINE, Baseline, Kind};
pub use config::{Config, FAIL_ON, Override, Param, RuleNames};
pub use diagnostics::{locked_rule, not_for_run, nothing_selected, unknown_rule, unusable};
pub use find::{ConfigError, FILE, Rulers, Settings, WAIVERS, find};
pub use globs::Globs;
pub use home::Home;
pub use waivers::{Target, Waiver, Waivers};
