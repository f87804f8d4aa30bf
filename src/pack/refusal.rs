//! Why a pack is not used at all: its archive, its signature or its sequence is not as it must be.
//!
//! Every way of refusing is a function here, with the words that the user reads: what is wrong,
//! and what to do.

/// Why a pack is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code of the kind of refusal.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Refusal {
    fn new(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: help.into(),
        }
    }

    /// Both in one text, about the pack at `path`.
    pub fn words(&self, path: &str) -> String {
        let Self {
            code,
            message,
            help,
        } = self;
        format!("规则包“{path}”不能用：{message}（{code}）\n{help}")
    }
}

const AGAIN: &str = "文件在路上损坏了，或者被人改过：向发布单位重新要一份，不要自己修补";
const BUILT: &str = "规则包的归档用 jixiao pack build 生成，不用压缩软件打包";

pub(super) fn not_an_archive() -> Refusal {
    Refusal::new(
        "JX0530",
        "它不是规则包的归档，或者不完整",
        format!("{BUILT}；文件是复制来的，重新复制一次"),
    )
}

pub(super) fn archive_too_large(limit: usize) -> Refusal {
    let message = format!("归档超过了 {}", size(limit));
    Refusal::new("JX0531", message, "规则包不会这样大，不要打开它")
}

pub(super) fn too_many_entries(limit: usize) -> Refusal {
    let message = format!("归档里的文件超过了 {limit} 个");
    Refusal::new("JX0532", message, "规则包不会有这样多文件，不要打开它")
}

pub(super) fn unsafe_name(name: &str, why: &str) -> Refusal {
    let message = format!("归档里的“{}”{why}", shown(name));
    Refusal::new(
        "JX0533",
        message,
        "这样的文件名会写到别处去，或者换一台机器就不能用；不要打开它",
    )
}

pub(super) fn not_a_file(name: &str, what: &str) -> Refusal {
    let message = format!("归档里的“{}”是{what}，不是文件", shown(name));
    Refusal::new("JX0534", message, format!("规则包里只有文件；{BUILT}"))
}

pub(super) fn encrypted(name: &str) -> Refusal {
    let message = format!("归档里的“{}”加了密", shown(name));
    Refusal::new("JX0535", message, format!("规则包不加密；{BUILT}"))
}

pub(super) fn compressed(name: &str, packed: u64, unpacked: u64) -> Refusal {
    let message = format!(
        "归档里的“{}”是压缩过的，{packed} 字节要展开成 {unpacked} 字节",
        shown(name)
    );
    let help = format!("规则包里的文件一律不压缩，没有展开它；{BUILT}");
    Refusal::new("JX0536", message, help)
}

pub(super) fn file_too_large(name: &str, limit: usize) -> Refusal {
    let message = format!("“{}”超过了 {}", shown(name), size(limit));
    Refusal::new("JX0537", message, "规则包里没有这样大的文件，不要打开它")
}

pub(super) fn total_too_large(name: &str, limit: usize) -> Refusal {
    let message = format!(
        "归档里的文件到“{}”为止合起来超过了 {}",
        shown(name),
        size(limit)
    );
    Refusal::new("JX0538", message, "规则包不会这样大，不要打开它")
}

pub(super) fn duplicate(name: &str, other: &str) -> Refusal {
    let message = if name == other {
        format!("归档里有两个“{}”", shown(name))
    } else {
        format!("归档里的“{}”和“{}”只差大小写", shown(name), shown(other))
    };
    Refusal::new(
        "JX0539",
        message,
        format!("看到的可能不是核对过的那一个；{BUILT}"),
    )
}

pub(super) fn not_canonical() -> Refusal {
    Refusal::new(
        "JX0540",
        "归档夹着不属于任何文件的内容，或者次序不对",
        format!("文件与清单都对得上，但归档不是 jixiao pack build 写出的样子；{BUILT}"),
    )
}

pub(super) fn damaged(name: &str) -> Refusal {
    let message = format!("“{}”与归档里的校验和不符，内容被改过", shown(name));
    Refusal::new("JX0549", message, AGAIN)
}

pub(super) fn no_contents() -> Refusal {
    let message = format!("归档里没有清单“{}”", super::contents::NAME);
    Refusal::new("JX0541", message, BUILT)
}

pub(super) fn bad_contents(reason: &str) -> Refusal {
    let message = format!("清单“{}”读不出来：{reason}", super::contents::NAME);
    Refusal::new("JX0542", message, AGAIN)
}

pub(super) fn unknown_schema(schema: &str) -> Refusal {
    let message = format!(
        "清单是“{}”格式，这里认识的是“{}”",
        shown(schema),
        super::contents::SCHEMA
    );
    Refusal::new(
        "JX0543",
        message,
        "规则包是用更新的 jixiao 生成的，更新程序后再用",
    )
}

pub(super) fn missing(name: &str) -> Refusal {
    let message = format!("清单里有“{}”，归档里没有", shown(name));
    Refusal::new("JX0544", message, AGAIN)
}

pub(super) fn added(name: &str) -> Refusal {
    let message = format!("归档里有“{}”，清单里没有", shown(name));
    Refusal::new("JX0545", message, AGAIN)
}

pub(super) fn changed(name: &str) -> Refusal {
    let message = format!("“{}”与清单里的摘要不符，内容被改过", shown(name));
    Refusal::new("JX0546", message, AGAIN)
}

pub(super) fn foreign(name: &str) -> Refusal {
    let message = format!("“{}”不是规则包里的文件", shown(name));
    let help = format!(
        "规则包里只有 pack.toml、*.rule、forms/*.toml、interfaces.toml、lexicon.toml 和 cases/*.md；{BUILT}"
    );
    Refusal::new("JX0547", message, help)
}

pub(super) fn other_pack(what: &str, listed: &str, found: &str) -> Refusal {
    let message = format!(
        "清单写的{what}是“{}”，pack.toml 写的是“{}”",
        shown(listed),
        shown(found)
    );
    Refusal::new("JX0548", message, AGAIN)
}

pub(super) fn unsigned(keys: &[String]) -> Refusal {
    let message = "没有签名，而 jixiao.toml 要求有";
    let help = format!(
        "把签名文件（.jxp.minisig）放在规则包旁边；要求的是{}的签名。确实不核对的，加 --allow-untrusted",
        keys.join("或")
    );
    Refusal::new("JX0550", message, help)
}

pub(super) fn folder_unsigned() -> Refusal {
    Refusal::new(
        "JX0551",
        "文件夹没有签名，而 jixiao.toml 要求有",
        "用签了名的 .jxp 文件；正在编写规则包的，加 --allow-untrusted",
    )
}

pub(super) fn no_trust(key: &str) -> Refusal {
    let message = format!("它有签名（公钥 {key}），却没有写明信任谁的公钥，签名不能核对");
    let help = "从可靠的途径拿到发布单位的公钥，存成文件，在 jixiao.toml 里写 trust = [\"公钥文件.pub\"]；\
                确实不核对的，加 --allow-untrusted";
    Refusal::new("JX0552", message, help)
}

pub(super) fn bad_signature(reason: &str) -> Refusal {
    let message = format!("签名文件读不出来：{reason}");
    Refusal::new("JX0553", message, AGAIN)
}

pub(super) fn other_key(key: &str, trusted: &[String]) -> Refusal {
    let message = format!("签名用的是公钥 {key}，不在 jixiao.toml 信任的公钥之内");
    let help = format!(
        "信任的公钥：{}；发布单位换了公钥的，从可靠的途径核对以后写进 trust",
        trusted.join("、")
    );
    Refusal::new("JX0554", message, help)
}

pub(super) fn forged(signer: &str) -> Refusal {
    let message = format!("签名不对：它写着“{signer}”的签名，签的却不是这个规则包的内容");
    Refusal::new("JX0555", message, AGAIN)
}

pub(super) fn replayed(sequence: u64, locked: u64, version: &str) -> Refusal {
    let message = format!("它的序号是 {sequence}，低于已经用过的 {locked}（{version} 版）");
    Refusal::new(
        "JX0556",
        message,
        "这是旧的一版：用新的一版。确实要退回的，删去 jixiao.lock 里的这一项",
    )
}

pub(super) fn same_sequence(sequence: u64) -> Refusal {
    let message = format!("序号 {sequence} 已经用过，内容却不一样");
    Refusal::new(
        "JX0557",
        message,
        "发布单位改了内容就应当提高序号：向发布单位核对，不要使用",
    )
}

pub(super) fn signature_lost(signer: &str) -> Refusal {
    let message = format!("以前用的有签名（{signer}），这一份没有核对过的签名");
    Refusal::new(
        "JX0558",
        message,
        "向发布单位要签名文件。确实不再签名的，删去 jixiao.lock 里的这一项",
    )
}

/// A text of an archive as it may be shown: without what would steer the terminal.
fn shown(text: &str) -> String {
    let visible = |c: char| {
        if c.is_control() || super::name::is_invisible(c) {
            '\u{fffd}'
        } else {
            c
        }
    };
    let mut shown: String = text.chars().take(120).map(visible).collect();
    if text.chars().count() > 120 {
        shown.push('…');
    }
    shown
}

fn size(bytes: usize) -> String {
    format!("{} MB", bytes >> 20)
}
