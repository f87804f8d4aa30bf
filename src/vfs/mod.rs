//! Files: of the disk or in memory.

mod disk;
mod files;
mod memory;
mod reason;

pub use disk::{DiskFiles, create, read_stdin, replace};
pub use files::{FileKind, Files};
pub use memory::MemoryFiles;
pub use reason::reason;
