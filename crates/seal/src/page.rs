//! The page for them: one sealed page that opens with a link, and a passcode where there is one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::encoding::{hkdf32_salted, unb64url};
use crate::entry::{self, EntryError, Opened, Want};
use crate::envelope::OpenError;
use crate::passphrase::{self, FLOOR};
use crate::pq::Identity;
use crate::signed;

/// What the link to a page says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLink {
    /// What the server knows the page by, 16 bytes as base64url.
    pub id: String,
    /// 32 bytes as base64url; never sent to a server.
    pub secret: String,
    /// Whether a passcode is needed too.
    pub passcode: bool,
}

/// What somebody wrote for those around her. Fields that are not known are in `rest`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageForThem {
    /// `page`
    pub kind: String,
    /// What is going on.
    pub what: String,
    /// What helps.
    pub helps: String,
    /// What rather not.
    pub please_not: String,
    /// Whom to call instead.
    pub call_instead: String,
    /// Whether a passcode is needed.
    pub passcode: bool,
    /// What a newer client wrote.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Why a page does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The link is not a page's.
    #[error("this is not a page's link")]
    BadLink,
    /// A passcode is needed, and there is none.
    #[error("this page needs a passcode")]
    NoPasscode,
    /// The link needs a passcode and this was another one; or the file was changed.
    #[error("this passcode does not open the page")]
    WrongKey,
    /// The entry is not what it should be.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// What is inside is not a page.
    #[error("what is inside is not a page")]
    BadDocument,
}

impl PageError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::BadLink => "bad-link",
            Self::NoPasscode => "bad-passphrase",
            Self::WrongKey => "cannot-decrypt",
            Self::Entry(error) => error.reason(),
            Self::BadDocument => "bad-document",
        }
    }
}

/// Reads the link to a page, `<room>/for/<id>#v1.<secret>`, or `#v1p.` where a passcode is needed.
///
/// # Errors
/// [`PageError::BadLink`]
pub fn parse(link: &str) -> Result<PageLink, PageError> {
    let parts = || {
        let (address, fragment) = link.split_once('#')?;
        let (_, id) = address.split_once("/for/")?;
        let (version, secret) = fragment.split_once('.')?;
        let passcode = match version {
            "v1" => false,
            "v1p" => true,
            _ => return None,
        };
        let holds = |text: &str, length: usize| unb64url(text).is_some_and(|raw| raw.len() == length);
        let fine = holds(id, 16) && holds(secret, 32);
        fine.then(|| PageLink { id: id.to_owned(), secret: secret.to_owned(), passcode })
    };
    parts().ok_or(PageError::BadLink)
}

/// The identity that a page is sealed for: HKDF-SHA256 over the link's secret, info
/// `alongside/v1/page`, the salt empty or Argon2id of the passcode, which takes 0.3 s and 64 MiB.
///
/// # Errors
/// [`PageError::BadLink`]; [`PageError::NoPasscode`] when one is needed and it is empty.
pub fn identity(link: &PageLink, passcode: &str) -> Result<Identity, PageError> {
    let secret = unb64url(&link.secret).filter(|raw| raw.len() == 32).ok_or(PageError::BadLink)?;
    let derive = |salt: &[u8]| Identity::from_seed(hkdf32_salted(&secret, salt, "alongside/v1/page"));
    if !link.passcode {
        return Ok(derive(&[]));
    }
    if passcode.is_empty() {
        return Err(PageError::NoPasscode);
    }
    let salt = Sha256::digest(format!("alongside/v1/page\n{}", link.id));
    let stretched = passphrase::stretch(passcode, &salt, FLOOR).map_err(|_| PageError::NoPasscode)?;
    Ok(derive(&stretched[..]))
}

/// Opens a page with the identity of its link. Its reader knows nobody's keys: the signature must be
/// by the key that the page names, and its author the user of that key.
///
/// # Errors
/// The first check that refused.
pub fn open(link: &PageLink, identity: &Identity, file: &[u8]) -> Result<(PageForThem, Opened), PageError> {
    let want = Want::without_log(&link.id, format!("page:{}", link.id));
    let opened = entry::open_from_anybody(identity, file, &want).map_err(|error| match error {
        EntryError::Open(OpenError::CannotDecrypt) if link.passcode => PageError::WrongKey,
        error => error.into(),
    })?;
    Ok((read(&opened.body).ok_or(PageError::BadDocument)?, opened))
}

fn read(body: &str) -> Option<PageForThem> {
    let mut rest: Map<String, Value> = signed::read(body)?;
    let mut text = |field: &str| match rest.remove(field) {
        None | Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => Some(text),
        Some(_) => None,
    };
    let kind = text("kind").filter(|kind| kind == "page")?;
    let (what, helps) = (text("what")?, text("helps")?);
    let (please_not, call_instead) = (text("please_not")?, text("call_instead")?);
    let passcode = rest.remove("passcode") == Some(Value::Bool(true));
    Some(PageForThem { kind, what, helps, please_not, call_instead, passcode, rest })
}
