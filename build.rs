//! How the program is linked.
//!
//! A program that may be loaded anywhere has its addresses put right at every start, a tenth of the
//! time that one declaration takes.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells build scripts of the target by variables"
)]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |key: &str, value: &str| std::env::var(key).is_ok_and(|it| it == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
