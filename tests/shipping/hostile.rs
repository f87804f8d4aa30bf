//! Whatever bytes come in place of an archive, a signature or a key: an answer, never a panic, and
//! never a yes to what was not built.

use std::sync::OnceLock;

use jixiao::pack::{Lock, Trust, TrustedKey};
use proptest::prelude::*;

use super::world::{Department, Keys, build, sources};

/// A department that trusts the bureau, and what it was sent.
fn sent() -> &'static Department {
    static SENT: OnceLock<Department> = OnceLock::new();
    SENT.get_or_init(|| {
        let keys = Keys::new();
        let archive = build(&sources(7, "云泽市要求"));
        Department {
            signature: Some(keys.sign(&archive)),
            archive,
            trust: Trust {
                keys: vec![keys.trusted("财政局")],
                ..Trust::default()
            },
        }
    })
}

/// A change of some bytes: at a place given in thousandths of the length, so many are cut out and
/// others put in.
fn changed(bytes: &[u8], changes: &[(usize, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, cut, put) in changes {
        let at = bytes.len() * place / 1000;
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put.iter().copied());
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(usize, usize, Vec<u8>)>> {
    let put = prop::collection::vec(any::<u8>(), 0..8);
    prop::collection::vec((0usize..=1000, 0usize..40, put), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn nothing_but_what_was_built_is_accepted(changes in changes()) {
        let mut department = sent().clone();
        department.archive = changed(&department.archive, &changes);
        let same = department.archive == sent().archive;
        prop_assert_eq!(department.load().is_ok(), same);
        // Without a look at the signature too: the archive must fit its own list.
        department.trust.allow_untrusted = true;
        department.signature = None;
        prop_assert_eq!(department.load().is_ok(), same);
    }

    #[test]
    fn headers_of_archives_are_not_believed(
        at in 0usize..1000,
        value in prop_oneof![Just(0u32), Just(u32::MAX), Just(0x8000_0000), any::<u32>()],
    ) {
        let mut department = sent().clone();
        let at = department.archive.len().saturating_sub(4) * at / 1000;
        department.archive[at..at + 4].copy_from_slice(&value.to_le_bytes());
        let same = department.archive == sent().archive;
        prop_assert_eq!(department.load().is_ok(), same);
    }

    #[test]
    fn any_signature_is_answered(changes in changes(), text in "\\PC{0,200}") {
        let mut department = sent().clone();
        let signature = department.signature.take().unwrap_or_default();
        let bytes = changed(signature.as_bytes(), &changes);
        department.signature = Some(String::from_utf8_lossy(&bytes).into_owned());
        let _ = department.load();
        department.signature = Some(text);
        prop_assert!(department.load().is_err());
    }

    #[test]
    fn any_key_or_lock_is_answered(text in "\\PC{0,200}", changes in changes()) {
        let _ = TrustedKey::read("x", &text);
        let _ = Lock::read(&text);
        let (public, secret) = KEYS.get_or_init(|| jixiao::pack::new_keys("x", None).expect("keys"));
        let public = changed(public.as_bytes(), &changes);
        let _ = TrustedKey::read("x", &String::from_utf8_lossy(&public));
        let secret = changed(secret.as_bytes(), &changes);
        let _ = jixiao::pack::sign(b"x", &String::from_utf8_lossy(&secret), None, "x");
    }
}

static KEYS: OnceLock<(String, String)> = OnceLock::new();

#[test]
fn random_bytes_are_no_archive() {
    let mut random = crate::support::Random(11);
    for length in 0..400 {
        let department = Department {
            archive: (0..length).map(|_| random.byte()).collect(),
            ..Department::default()
        };
        assert!(department.load().is_err());
    }
}
