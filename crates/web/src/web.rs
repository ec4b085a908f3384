//! What every handler is given.

use std::{ops::Deref, sync::Arc};

use alongside_app::{App, passkey::RelyingParty};

use alongside_domain::id::{MemberId, PenId};

use crate::{
    assets::Assets,
    failure::Failure,
    headers::SideHeaders,
    limit::Limits,
    pace::{Act, Paces, Whence},
    pages::Pages,
    room_files::RoomFiles,
};

/// The two origins, such as `http://alongside.localhost:8080`, without a slash at the end.
#[derive(Clone, Debug)]
pub struct Origins {
    /// Where members read.
    pub commons: String,
    /// Where members write.
    pub room: String,
}

impl Origins {
    /// The host and port of an origin, as a `Host` header has it.
    pub(crate) fn host(origin: &str) -> &str {
        origin.split_once("://").map_or(origin, |(_, host)| host)
    }

    /// The origin of an address elsewhere; `None` for a path here.
    pub(crate) fn of_site(address: &str) -> Option<String> {
        let parts = address.parse::<axum::http::Uri>().ok()?.into_parts();
        Some(format!("{}://{}", parts.scheme?, parts.authority?))
    }

    /// Whether cookies travel over https (or to `localhost`, which browsers take as good).
    pub(crate) fn is_https(&self) -> bool {
        self.commons.starts_with("https://")
    }
}

/// What whoever runs the server decides about the web face.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The two origins.
    pub origins: Origins,
    /// Where "Leave quickly" leads.
    pub leave_to: String,
    /// For how many days backups are kept; `None`: nobody has said.
    pub backups_kept_days: Option<u16>,
    /// What whoever asks to be let in is asked.
    pub sign_up_question: String,
    /// Rate limits on signing in, signing up, entering and reading pages for them.
    pub limits: bool,
    /// A proxy of the operator's own is in front, and adds whom it speaks for to `X-Forwarded-For`.
    pub behind_proxy: bool,
}

/// Everything the web face needs. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Inner>);

/// See [`Web`].
pub struct Inner {
    pub(crate) app: App,
    pub(crate) settings: Settings,
    pub(crate) pages: Arc<Pages>,
    pub(crate) assets: Assets,
    pub(crate) room: RoomFiles,
    pub(crate) limits: Limits,
    pub(crate) paces: Paces,
    /// The room, as passkeys know it; `None` where it has no name.
    pub(crate) party: Option<RelyingParty>,
    pub(crate) commons_headers: SideHeaders,
    pub(crate) room_headers: SideHeaders,
}

impl Web {
    /// The web face of `app`. `pages` must be what `app` tells of changed stories.
    pub fn new(app: App, settings: Settings, pages: Arc<Pages>) -> Self {
        let limits = Limits::new(settings.limits, settings.behind_proxy, &mut app.rng());
        let (assets, room) = (Assets::load(), RoomFiles::load());
        let party = RelyingParty::of(&settings.origins.room);
        let commons_headers = SideHeaders::commons(&settings.origins, &settings.leave_to);
        let room_headers = SideHeaders::room(&settings.origins);
        Self(Arc::new(Inner {
            app,
            settings,
            pages,
            assets,
            room,
            limits,
            paces: Paces::new(),
            party,
            commons_headers,
            room_headers,
        }))
    }

    /// Whether a member may say this now; see [`crate::pace`].
    ///
    /// # Errors
    /// A [`Failure`] that says to wait.
    pub(crate) fn paced(
        &self,
        act: Act,
        member: MemberId,
        pen: Option<PenId>,
        from: Whence,
    ) -> Result<(), Failure> {
        self.paces.check(&self.limits, act, member, pen, from)
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.0.settings.origins
    }
}

impl Deref for Web {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
