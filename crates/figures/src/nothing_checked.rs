//! The risk from here on, while nothing has been checked.

use crate::{
    about::{About, Age, after, reference},
    clock::{Day, NothingChecked, between},
    figure::Figure,
    kind::{Status, Table},
    life::{LifeTable, Period},
    risk::{Band, Risk},
    tables,
};

/// The risk from a day until 20w0d, with all that has to stand beside it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FromHereOn {
    /// From which day.
    pub day: Day<NothingChecked>,
    /// For whom.
    pub about: About,
    /// `1 − S(20w0d)/S(now)`.
    pub risk: Risk<NothingChecked>,
    /// What chance does to a study of this size: Greenwood's 95 percent band of the weekly counts. With an age, it
    /// is still of the weekly counts only: no range was published for the shares by age.
    pub sampling: Band<NothingChecked>,
    /// What studies differ in: the weekly pattern brought to their lowest and their highest total, 11 and 22
    /// percent (avalos2012). For [`About::Everyone`] only, since they have no totals by age.
    pub between_studies: Option<Band<NothingChecked>>,
    /// With losses: the ends of the odds ratio's 95 percent interval (magnus2019).
    pub odds_ratio: Option<Band<NothingChecked>>,
    /// The figures it rests on.
    pub rests_on: Vec<&'static Figure>,
    /// What has been assumed, each a sentence for the page.
    pub assumes: Vec<Assumption>,
}

impl FromHereOn {
    /// Whether a figure it rests on was read in somebody else's account; then the page says so beside it.
    pub fn second_hand(&self) -> bool {
        self.rests_on.iter().any(|figure| figure.status == Status::SecondHand)
    }
}

/// What has been assumed, or has to be known. `Display` is the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Assumption {
    /// About the clock.
    #[error(
        "A loss counts in the week in which it became known. Most losses that show after 8 weeks had happened before, \
         so some of the pregnancies counted here had already ended without anybody knowing."
    )]
    Known,
    /// About who was counted.
    #[error(
        "The people counted had been vaccinated against COVID-19, and many work in health care. It is a study of that \
         vaccine's safety, and the only open table with counts for each week."
    )]
    Vaccinated,
    /// About the range between studies.
    #[error(
        "The range between studies assumes that in each of them losses fall on the weeks in the same way."
    )]
    OnePattern,
    /// About age.
    #[error(
        "The ratio between ages is taken to be the same in every week. It probably is not: losses that come with age \
         come early, so for older people the number is too high in later weeks."
    )]
    SameEveryWeek,
    /// About the total with an age.
    #[error(
        "With an age, the weekly counts are brought to the total of the study with the ages, which is a little lower."
    )]
    Rescaled,
    /// About losses.
    #[error(
        "The number for an age already counts people with earlier losses, so after a loss it comes out a little too \
         high."
    )]
    MixedHistories,
    /// About having had none.
    #[error(
        "For people without an earlier loss alone there is no number by age. This is that of everybody of the age."
    )]
    NoneIsEverybody,
    /// About any number here.
    #[error(
        "This is a group and not one person. Age and earlier losses hardly tell one person from another."
    )]
    NotOnePerson,
}

/// The risk from a day until 20w0d while nothing has been checked: `1 − S(20w0d)/S(now)` of [`LifeTable::zauche`].
/// With an age or losses every hazard is multiplied by
/// `ln(1 − 0.128)/ln S(20w0d) × HR of the age × HR of the losses at that age`
/// (zauche2021, magnus2019, avalos2012; the assumptions are in [`FromHereOn::assumes`]).
///
/// A number from 0 to 1 for each day that [`Day::new`] gives, so there is no error.
pub fn from_here_on(day: Day<NothingChecked>, about: About) -> FromHereOn {
    let whole = to_the_end(Day::START);
    let everyone = to_the_end(day);
    let period = everyone.times(factor(about, whole));
    let mut rests_on = vec![tables::TOTAL.figure];
    let mut assumes = vec![Assumption::NotOnePerson, Assumption::Known, Assumption::Vaccinated];
    match about {
        About::Everyone => {
            rests_on.push(tables::BETWEEN.figure);
            assumes.push(Assumption::OnePattern);
        }
        About::Age(_) | About::AgeAndLosses(..) => {
            rests_on.push(tables::REFERENCE.figure);
            rests_on.extend(about.age().map(Age::figure));
            assumes.extend([Assumption::SameEveryWeek, Assumption::Rescaled]);
        }
    }
    if let Some(losses) = about.losses() {
        rests_on.extend(losses.figure());
        let none = losses.figure().is_none();
        assumes.push(if none { Assumption::NoneIsEverybody } else { Assumption::MixedHistories });
    }
    FromHereOn {
        day,
        about,
        risk: period.risk(),
        sampling: period.band(),
        between_studies: (about == About::Everyone).then(|| between_studies(everyone, whole)),
        odds_ratio: odds_ratio(everyone, whole, about),
        rests_on,
        assumes,
    }
}

/// From a day until 20w0d. Every [`Day`] on this clock is inside of the table.
fn to_the_end(day: Day<NothingChecked>) -> Period<NothingChecked> {
    LifeTable::zauche().within(day, Day::END)
}

/// What brings the weekly counts to a total, 0 to 1.
fn brings_to(total: f64, whole: Period<NothingChecked>) -> f64 {
    (-total).ln_1p() / whole.log_survival()
}

/// What every hazard is multiplied by.
fn factor(about: About, whole: Period<NothingChecked>) -> f64 {
    let rescaled = brings_to(reference(), whole);
    match about {
        About::Everyone => 1.0,
        About::Age(age) => rescaled * age.hazard_ratio(),
        About::AgeAndLosses(age, losses) => rescaled * age.hazard_ratio() * losses.hazard_ratio(age),
    }
}

fn between_studies(period: Period<NothingChecked>, whole: Period<NothingChecked>) -> Band<NothingChecked> {
    let (low, high) = between();
    let [low, high] =
        [low, high].map(|percent| period.times(brings_to(percent / 100.0, whole)).risk().share());
    Band::of(low, high)
}

/// The risk at both ends of the odds ratio's interval. The total after losses is `p′` at 6w0d by construction, so
/// the weekly counts are brought to it at once.
fn odds_ratio(
    period: Period<NothingChecked>,
    whole: Period<NothingChecked>,
    about: About,
) -> Option<Band<NothingChecked>> {
    let About::AgeAndLosses(age, losses) = about else { return None };
    losses.figure()?;
    let [_, lower, upper] = losses.odds_ratios();
    let [low, high] =
        [lower, upper].map(|ratio| period.times(brings_to(after(age, ratio), whole)).risk().share());
    Some(Band::of(low, high))
}

/// What is known before 6 weeks, where no number is given for one person: the range of the studies from week 5 on
/// (avalos2012), and the largest of those that began early (mukherjee2013).
pub fn before_six() -> Vec<&'static Figure> {
    let early = tables::of(Table::WeeklyLifeTables).iter().filter(|figure| {
        figure.source.id == "mukherjee2013" && figure.group == "life-table cumulative after week 5"
    });
    std::iter::once(tables::BETWEEN.figure).chain(early).collect()
}

/// What studies found at 45 and over, where no number by week is given. They differ: another way of counting each.
pub fn from_forty_five() -> Vec<&'static Figure> {
    at_age("45+")
}

/// What other studies found at this age, so that where they differ is seen. None counts as the first one does.
pub fn other_studies(age: Age) -> Vec<&'static Figure> {
    let own = age.figure();
    at_age(own.at).into_iter().filter(|figure| figure.source.id != own.source.id).collect()
}

fn at_age(group: &str) -> Vec<&'static Figure> {
    tables::of(Table::ByAge).iter().filter(|figure| figure.at == group).collect()
}
