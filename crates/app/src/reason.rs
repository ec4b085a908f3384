//! What every error of a use-case tells a surface, besides its sentence.

/// The sort of a no. Each surface maps it to a status once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// What was sent cannot be taken as it is.
    Mistaken,
    /// Nobody is signed in, or what should have shown who it is did not.
    SignIn,
    /// Not for this person.
    Refused,
    /// There is nothing here, or nothing for this person.
    NotHere,
    /// Something else is there already, or has changed meanwhile.
    Clash,
    /// More bytes than fit.
    TooLarge,
    /// Not a kind of file that is taken.
    Unreadable,
    /// Too often.
    TooMany,
    /// Our fault.
    Trouble,
}

/// An error of a use-case. Its `Display` is a sentence for the person; it holds nothing that a person wrote.
pub trait Reason: std::error::Error {
    /// The sort of no it is.
    fn sort(&self) -> Sort;

    /// A name for programs, such as `name-taken`.
    fn code(&self) -> &'static str;

    /// The field the sentence belongs to, if it is about one.
    fn field(&self) -> Option<&'static str> {
        None
    }
}

/// What people read when it is our fault. The cause goes to the log.
pub const TROUBLE: &str = "This did not work, and it is not your doing. Please try again in a moment.";
