//! What somebody may say about themselves, if they like: an age, and with it how many losses before.
//!
//! For [`NothingChecked`](crate::NothingChecked) only. Nothing else is asked: no weight, no smoking, no skin, no
//! nausea, no father's age.

use crate::{
    figure::Figure,
    outside::Outside,
    tables::{self, Cited},
};

/// A group of ages, in completed years at conception (magnus2019).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Age {
    /// 10 to 19.
    Under20,
    /// 20 to 24.
    From20,
    /// 25 to 29: the lowest.
    From25,
    /// 30 to 34.
    From30,
    /// 35 to 39.
    From35,
    /// 40 to 44: the last for which a number is given.
    From40,
}

impl Age {
    /// All groups, from the youngest.
    pub const ALL: [Self; 6] =
        [Self::Under20, Self::From20, Self::From25, Self::From30, Self::From35, Self::From40];

    /// The group of an age in completed years, 10 to 44. 10 is the youngest age in any of the tables.
    ///
    /// Errors: [`Outside::FromFortyFive`] up to 60, [`Outside::Age`] for anything else.
    pub const fn new(years: i64) -> Result<Self, Outside> {
        match years {
            10..=19 => Ok(Self::Under20),
            20..=24 => Ok(Self::From20),
            25..=29 => Ok(Self::From25),
            30..=34 => Ok(Self::From30),
            35..=39 => Ok(Self::From35),
            40..=44 => Ok(Self::From40),
            45..=60 => Err(Outside::FromFortyFive),
            _ => Err(Outside::Age(years)),
        }
    }

    fn cited(self) -> &'static Cited {
        let [under20, from20, from25, from30, from35, from40] = &tables::AGES;
        match self {
            Self::Under20 => under20,
            Self::From20 => from20,
            Self::From25 => from25,
            Self::From30 => from30,
            Self::From35 => from35,
            Self::From40 => from40,
        }
    }

    /// The figure for this age.
    pub fn figure(self) -> &'static Figure {
        self.cited().figure
    }

    /// The share of recognised pregnancies that is lost at this age, 0 to 1 (magnus2019, figure 2, read second-hand).
    pub fn total(self) -> f64 {
        self.cited().value / 100.0
    }

    /// How much the hazard differs from that of all ages: `ln(1 − p) / ln(1 − 0.128)`. Above 0.
    pub fn hazard_ratio(self) -> f64 {
        (-self.total()).ln_1p() / (-reference()).ln_1p()
    }
}

/// The share that is lost at all ages, in the study with the ages (magnus2019: 12.8 percent).
pub(crate) fn reference() -> f64 {
    tables::REFERENCE.value / 100.0
}

/// Losses before this pregnancy, as the study counted them (magnus2019).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Losses {
    /// None. The study gives no share by age for them alone, so it is that of everybody of the age.
    None,
    /// One.
    One,
    /// Two.
    Two,
    /// Three in a row.
    ThreeInARow,
}

impl Losses {
    /// All of them, from none.
    pub const ALL: [Self; 4] = [Self::None, Self::One, Self::Two, Self::ThreeInARow];

    /// 0 to 3. For three, the study counted three in a row.
    ///
    /// Errors: [`Outside::Losses`] for any other number.
    pub const fn new(count: i64) -> Result<Self, Outside> {
        match count {
            0 => Ok(Self::None),
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            3 => Ok(Self::ThreeInARow),
            _ => Err(Outside::Losses(count)),
        }
    }

    fn cited(self) -> Option<&'static Cited> {
        let [one, two, three] = &tables::BEFORE;
        match self {
            Self::None => None,
            Self::One => Some(one),
            Self::Two => Some(two),
            Self::ThreeInARow => Some(three),
        }
    }

    /// The figure: an odds ratio, with its interval, against nobody lost before. `None` for none.
    pub fn figure(self) -> Option<&'static Figure> {
        self.cited().map(|cited| cited.figure)
    }

    /// The odds ratio, its lower and its upper end; all 1 for none.
    pub(crate) fn odds_ratios(self) -> [f64; 3] {
        self.cited().map_or([1.0; 3], |one| {
            one.interval.map_or([one.value; 3], |ends| [one.value, ends.lower, ends.upper])
        })
    }

    /// The share that is lost at this age after these losses, 0 to 1: the odds of the age times the odds ratio, and
    /// back. An odds ratio is not a ratio of risks, and is never used as one.
    pub fn total(self, age: Age) -> f64 {
        let [ratio, ..] = self.odds_ratios();
        after(age, ratio)
    }

    /// How much the hazard differs from that of everybody of the age: `ln(1 − p′) / ln(1 − p)`. 1 for none.
    pub fn hazard_ratio(self, age: Age) -> f64 {
        (-self.total(age)).ln_1p() / (-age.total()).ln_1p()
    }
}

/// The share of an age after an odds ratio.
pub(crate) fn after(age: Age, odds_ratio: f64) -> f64 {
    let odds = odds_ratio * age.total() / (1.0 - age.total());
    odds / (1.0 + odds)
}

/// What somebody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// Nothing: the number is that of everybody.
    Everyone,
    /// An age.
    Age(Age),
    /// An age, and losses before. The study has losses at an age only.
    AgeAndLosses(Age, Losses),
}

impl About {
    /// What a form gives: completed years, and a count.
    ///
    /// Errors: those of [`Age::new`] and [`Losses::new`], and [`Outside::LossesWithoutAge`].
    pub fn from_form(years: Option<i64>, losses: Option<i64>) -> Result<Self, Outside> {
        match (years.map(Age::new).transpose()?, losses.map(Losses::new).transpose()?) {
            (None, None) => Ok(Self::Everyone),
            (None, Some(_)) => Err(Outside::LossesWithoutAge),
            (Some(age), None) => Ok(Self::Age(age)),
            (Some(age), Some(losses)) => Ok(Self::AgeAndLosses(age, losses)),
        }
    }

    /// The age, if one was said.
    pub const fn age(self) -> Option<Age> {
        match self {
            Self::Everyone => None,
            Self::Age(age) | Self::AgeAndLosses(age, _) => Some(age),
        }
    }

    /// The losses, if they were said.
    pub const fn losses(self) -> Option<Losses> {
        match self {
            Self::AgeAndLosses(_, losses) => Some(losses),
            Self::Everyone | Self::Age(_) => None,
        }
    }
}
