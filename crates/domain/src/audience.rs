//! Who a story is for, narrowest first.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// The four audiences. The order of the variants is the order from narrow to wide.
    Audience {
        Me = "me", "Only me";
        Circle = "circle", "My circle";
        Community = "community", "Community";
        Everyone = "everyone", "Everyone";
    }
}

vocabulary! {
    /// The two audiences that are open: the server holds the words, and moderators can read them.
    OpenAudience {
        Community = "community", "Community";
        Everyone = "everyone", "Everyone";
    }
}

impl From<OpenAudience> for Audience {
    fn from(open: OpenAudience) -> Self {
        match open {
            OpenAudience::Community => Self::Community,
            OpenAudience::Everyone => Self::Everyone,
        }
    }
}

impl Audience {
    /// Sealed: encrypted on the device; whoever runs the server cannot read it.
    pub const fn is_sealed(self) -> bool {
        matches!(self, Self::Me | Self::Circle)
    }
}
