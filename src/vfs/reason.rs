//! What the system says about files, in Chinese.

use std::io::{Error, ErrorKind};

/// Why a file could not be read or written.
pub fn reason(error: &Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "它是文件夹",
        ErrorKind::NotADirectory => "路径里有一段不是文件夹",
        ErrorKind::AlreadyExists => "已经有了",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        ErrorKind::BrokenPipe => "接收的一方已经关闭",
        ErrorKind::InvalidFilename => "文件名不合规定",
        // What is rare enough to have no words here keeps the system's own.
        _ => return error.to_string(),
    };
    words.to_owned()
}
