//! Files: of the disk or in memory.

mod convert;
mod disk;
mod files;
mod memory;
mod overlay;
mod reason;
mod watch;

pub use convert::Converting;
pub use disk::{DiskFiles, create, read_stdin, replace, write_new};
pub use files::{Converted, FileKind, Files};
pub use memory::MemoryFiles;
pub use overlay::Overlay;
pub use reason::reason;
pub use watch::{Notice, Watch};
