//! Facets: what a story is about, as far as its author says. Never inferred.

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// The kind of loss.
    Kind {
        Chemical = "chemical", "Very early loss";
        Miscarriage = "miscarriage", "Miscarriage";
        Missed = "missed", "Missed miscarriage";
        Blighted = "blighted", "Empty sac";
        Ectopic = "ectopic", "Ectopic pregnancy";
        Molar = "molar", "Molar pregnancy";
        SecondTrimester = "second-trimester", "Second-trimester loss";
        Stillbirth = "stillbirth", "Stillbirth";
        Tfmr = "tfmr", "Ending a wanted pregnancy";
        Twin = "twin", "Loss of a twin or more";
        Neonatal = "neonatal", "Death after birth";
        Other = "other", "Another kind of loss";
    }
}

vocabulary! {
    /// Weeks since the last period, in bands wide enough that nobody is found by them.
    Weeks {
        Under6 = "under-6", "under 6 weeks";
        From6 = "6-9", "6 to 9 weeks";
        From10 = "10-13", "10 to 13 weeks";
        From14 = "14-19", "14 to 19 weeks";
        From20 = "20-23", "20 to 23 weeks";
        From24 = "24-on", "24 weeks or later";
    }
}

vocabulary! {
    /// How long ago it was.
    When {
        Now = "now", "happening now";
        ThisYear = "this-year", "within a year";
        Years = "years", "years ago";
        Decades = "decades", "decades ago";
    }
}

vocabulary! {
    /// Who is telling.
    Role {
        Carried = "carried", "was pregnant";
        Partner = "partner", "partner";
        Family = "family", "family";
        Friend = "friend", "friend";
    }
}

vocabulary! {
    /// What else belongs to the way that led here.
    Path {
        FirstLoss = "first-loss", "first loss";
        SecondLoss = "second-loss", "second loss";
        SeveralLosses = "several-losses", "several losses";
        Ivf = "ivf", "fertility treatment";
        LivingChildren = "living-children", "living children";
        PregnantAgain = "pregnant-again", "pregnant again";
        Lgbtq = "lgbtq", "LGBTQ+";
        Alone = "alone", "on my own";
        NoChildrenAfter = "no-children-after", "no children after";
    }
}

/// The facets of one story. Everything may be left unsaid, and is unless the author says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// The kind of loss.
    pub kind: Option<Kind>,
    /// The band of weeks.
    pub weeks: Option<Weeks>,
    /// How long ago.
    pub when: Option<When>,
    /// Who is telling.
    pub role: Option<Role>,
    /// Anything else, in the order of [`Path::ALL`], each at most once.
    pub path: Vec<Path>,
}
