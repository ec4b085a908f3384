//! Rate limits on the doors: signing in, signing up, entering, reading a page for them. In memory, by a keyed hash of the network block, which
//! is forgotten with the process. No address is stored or logged.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
};

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use hmac::{Hmac, Mac as _};
use rand::RngCore;
use sha2::Sha256;

/// A door, with how often a network block may knock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Asking how words become keys, before signing in.
    Salt,
    SignIn,
    SignUp,
    /// Asking to be let in.
    Ask,
    Enter,
    Page,
    /// Looking at an invitation to a circle.
    Invitation,
}

/// The limits of all doors.
pub(crate) struct Limits {
    on: bool,
    /// A proxy is in front and says, last in `X-Forwarded-For`, whom it speaks for.
    behind_proxy: bool,
    key: [u8; 32],
    salt: DefaultKeyedRateLimiter<u64>,
    sign_in: DefaultKeyedRateLimiter<u64>,
    sign_up: DefaultKeyedRateLimiter<u64>,
    ask: DefaultKeyedRateLimiter<u64>,
    enter: DefaultKeyedRateLimiter<u64>,
    page: DefaultKeyedRateLimiter<u64>,
    invitation: DefaultKeyedRateLimiter<u64>,
}

/// What is said when it was too often.
pub(crate) const TOO_OFTEN: &str =
    "There have been many tries from where you are. Please wait a few minutes and try again.";

impl Limits {
    /// New limits, knowing nobody.
    pub(crate) fn new(on: bool, behind_proxy: bool, rng: &mut impl RngCore) -> Self {
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        let a_minute = |n: NonZeroU32| RateLimiter::keyed(Quota::per_minute(n));
        Self {
            on,
            behind_proxy,
            key,
            // A household or a ward shares an address; a guesser needs very many more.
            salt: a_minute(const { NonZeroU32::new(120).unwrap() }),
            sign_in: a_minute(const { NonZeroU32::new(30).unwrap() }),
            sign_up: a_minute(const { NonZeroU32::new(10).unwrap() }),
            ask: a_minute(const { NonZeroU32::new(3).unwrap() }),
            enter: a_minute(const { NonZeroU32::new(120).unwrap() }),
            // A family opens it at one table.
            page: a_minute(const { NonZeroU32::new(60).unwrap() }),
            invitation: a_minute(const { NonZeroU32::new(60).unwrap() }),
        }
    }

    /// Whether this request may go through `door` now.
    pub(crate) fn admits(&self, door: Door, request: &Request) -> bool {
        if !self.on {
            return true;
        }
        let limiter = match door {
            Door::Salt => &self.salt,
            Door::SignIn => &self.sign_in,
            Door::SignUp => &self.sign_up,
            Door::Ask => &self.ask,
            Door::Enter => &self.enter,
            Door::Page => &self.page,
            Door::Invitation => &self.invitation,
        };
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let admitted = limiter.check_key(&self.block(peer, request.headers())).is_ok();
        if limiter.len() > 100_000 {
            limiter.retain_recent();
        }
        admitted
    }

    /// Whether anything is counted at all.
    pub(crate) const fn are_on(&self) -> bool {
        self.on
    }

    /// The network block that a request comes from, hashed: /24 or /56 of whom the proxy speaks for, or of the peer.
    pub(crate) fn block(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> u64 {
        let from = if self.behind_proxy { forwarded(headers) } else { peer };
        match from.map(|ip| ip.to_canonical()) {
            Some(IpAddr::V4(ip)) => self.keyed(&ip.octets()[..3]),
            Some(IpAddr::V6(ip)) => self.keyed(&ip.octets()[..7]),
            None => self.keyed(&[]),
        }
    }

    /// A hash under a key that lives as long as the process.
    pub(crate) fn keyed(&self, bytes: &[u8]) -> u64 {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.key).unwrap_or_else(|_| unreachable!("any length is a key"));
        mac.update(bytes);
        let hash = mac.finalize().into_bytes();
        hash.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
    }
}

/// The last address in `X-Forwarded-For`: the one that our own proxy added. Those before it can be made up.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let mut lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    lines.next_back()?.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_what_our_own_proxy_added_is_believed() {
        let line = HeaderValue::from_static("203.0.113.9, 198.51.100.7");
        let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), line)]);
        assert_eq!(forwarded(&headers), Some(IpAddr::from([198, 51, 100, 7])));
        assert_eq!(forwarded(&HeaderMap::new()), None);
    }
}
