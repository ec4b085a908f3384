//! How fast things may be said that others read: by one member under all their pen names, under one pen name, and from
//! one network block, so that many new accounts are no way round. In memory only, under the key of [`Limits`], and
//! forgotten with the process.

use std::{convert::Infallible, num::NonZeroU32, time::Duration};

use alongside_domain::id::{MemberId, PenId};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::{failure::Failure, limit::Limits, web::Web};

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Answer,
    /// "I'm with you", "this happened to me too".
    With,
    /// A story for others.
    Share,
    /// A new pen name.
    Pen,
}

/// What is said when it was too fast.
pub(crate) const TOO_FAST: &str = "Very much was said here in a short time, by you or from where you are. What you wrote is still here: please send it again in a few minutes.";

/// The network block that a request comes from, hashed; nothing else is kept of it.
#[derive(Clone, Copy)]
pub(crate) struct Whence(u64);

impl FromRequestParts<Web> for Whence {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip());
        Ok(Self(web.limits.block(peer, &parts.headers)))
    }
}

/// So many at once, and one more after each `every`.
struct Pace(DefaultKeyedRateLimiter<u64>);

impl Pace {
    fn of(burst: u32, every: Duration) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        // There is no quota for a time of nothing; nothing here is one.
        let quota = Quota::with_period(every).unwrap_or(Quota::per_hour(burst));
        Self(RateLimiter::keyed(quota.allow_burst(burst)))
    }

    fn lets(&self, key: u64) -> bool {
        let lets = self.0.check_key(&key).is_ok();
        if self.0.len() > 100_000 {
            self.0.retain_recent();
        }
        lets
    }
}

/// One act for the three whom it is counted for.
struct Threefold {
    pen: Pace,
    member: Pace,
    block: Pace,
}

impl Threefold {
    /// Under one pen name, `burst` at once and one more after each `every`; one person under all of theirs, half as many
    /// again; a household, a ward or a phone company's one address, eight times as many.
    fn of(burst: u32, every: Duration) -> Self {
        let times = |n: u32, of: u32| Pace::of(burst * n / of, every * of / n);
        Self { pen: times(1, 1), member: times(3, 2), block: times(8, 1) }
    }
}

/// The paces of all acts.
pub(crate) struct Paces {
    answer: Threefold,
    with: Threefold,
    share: Threefold,
    pen: Threefold,
}

impl Paces {
    pub(crate) fn new() -> Self {
        const MINUTE: Duration = Duration::from_mins(1);
        Self {
            // Nobody who reads before they answer comes near any of these.
            answer: Threefold::of(20, MINUTE / 2),
            with: Threefold::of(40, MINUTE / 4),
            share: Threefold::of(20, MINUTE * 3),
            pen: Threefold::of(10, MINUTE * 6),
        }
    }

    const fn act(&self, act: Act) -> &Threefold {
        match act {
            Act::Answer => &self.answer,
            Act::With => &self.with,
            Act::Share => &self.share,
            Act::Pen => &self.pen,
        }
    }

    /// Whether this may be said now.
    ///
    /// # Errors
    /// A [`Failure`] that says to wait.
    pub(crate) fn check(
        &self,
        limits: &Limits,
        act: Act,
        member: MemberId,
        pen: Option<PenId>,
        from: Whence,
    ) -> Result<(), Failure> {
        if !limits.are_on() {
            return Ok(());
        }
        let paces = self.act(act);
        let pen = pen.is_none_or(|pen| paces.pen.lets(limits.keyed(pen.as_bytes())));
        let lets = pen && paces.member.lets(limits.keyed(member.as_bytes())) && paces.block.lets(from.0);
        lets.then_some(()).ok_or_else(Failure::too_fast)
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng as _, rngs::StdRng};

    use super::*;

    fn member(n: u8) -> MemberId {
        MemberId::from_bytes([n; 16])
    }

    /// How many of `tries` are let through.
    fn let_through(tries: u8, check: impl Fn(u8) -> Result<(), Failure>) -> usize {
        (0..tries).filter(|n| check(*n).is_ok()).count()
    }

    #[test]
    fn a_pen_name_a_member_and_a_network_block_each_have_their_pace() {
        let limits = Limits::new(true, false, &mut StdRng::seed_from_u64(7));
        let paces = Paces::new();
        let answer = |who: u8, pen: u8, from: u64| {
            paces.check(&limits, Act::Answer, member(who), Some(PenId::from_bytes([pen; 16])), Whence(from))
        };
        assert_eq!(let_through(40, |_| answer(1, 1, 1)), 20, "one pen name");
        assert_eq!(let_through(40, |_| answer(1, 2, 1)), 10, "the same person under another");
        assert_eq!(let_through(40, |_| answer(1, 3, 2)), 0, "wherever they are");
        assert_eq!(let_through(40, |_| answer(2, 4, 2)), 20, "somebody else");
        // Fresh accounts from one place, each with one answer.
        assert_eq!(let_through(250, |n| answer(n + 5, n + 5, 3)), 160, "many new accounts");
    }

    #[test]
    fn where_limits_are_off_nothing_is_counted() {
        let limits = Limits::new(false, false, &mut StdRng::seed_from_u64(7));
        let paces = Paces::new();
        assert_eq!(let_through(200, |_| paces.check(&limits, Act::Pen, member(1), None, Whence(1))), 200);
    }
}
