//! The numbers: what studies of many people found, with where it comes from, and the risk from here on.
//!
//! Nothing in here reads a clock, a file or a network, and nothing is kept: all of it can be tested by calling it.
//! The tables in `data/` are checked when the crate is built (adr/0010). No number is given outside of what the
//! tables cover; [`Outside`] says so in a sentence.
//!
//! ```
//! use alongside_figures::{About, Day, OfHundred, from_here_on};
//!
//! let found = from_here_on(Day::from_form(Some(8), Some(0))?, About::from_form(None, None)?);
//! assert_eq!(found.risk.lost(), OfHundred::Whole(11));
//! assert_eq!(found.risk.go_on(), OfHundred::Whole(89));
//! # Ok::<(), alongside_figures::Outside>(())
//! ```
//!
//! Three clocks run differently, and mixing them is the main error of the tools that are around. They are three
//! types here: [`NothingChecked`], [`HeartbeatSeen`] and [`FromImplantation`].

pub mod about;
pub mod clock;
pub mod figure;
pub mod heartbeat;
pub mod implantation;
pub mod kind;
pub mod life;
pub mod nothing_checked;
pub mod outside;
pub mod proportion;
pub mod risk;
pub mod stillbirth;
pub mod tables;

pub use about::{About, Age, Losses};
pub use clock::{Clock, Day, FromImplantation, HeartbeatSeen, NothingChecked};
pub use figure::{Counts, Figure, Interval, LeftOut, Source};
pub use heartbeat::{AfterHeartbeat, Scan, after_heartbeat, after_heartbeat_and_losses};
pub use implantation::{SinceImplantation, since_implantation};
pub use kind::{Status, Table, Unit, Value};
pub use life::{LifeTable, LifeWeek, Period};
pub use nothing_checked::{Assumption, FromHereOn, before_six, from_forty_five, from_here_on, other_studies};
pub use outside::Outside;
pub use risk::{Band, OfHundred, Risk};
