//! What the tables do not cover. Every sentence can stand where a number would have stood.

/// Why there is no number. Nothing is carried on beyond a table.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Outside {
    /// A form without a week.
    #[error("Please choose how many weeks it is since the first day of the last period.")]
    NoWeeks,
    /// A week that no table has.
    #[error("The tables go from the last period to 42 weeks. There is nothing in them for {0}.")]
    Weeks(i64),
    /// A day that no week has.
    #[error("A week has the days 0 to 6. {0} is not one of them.")]
    Days(i64),
    /// Before 6w0d.
    #[error(
        "Before 6 weeks there is no number for one person. Of 100 pregnancies that were known at 5 weeks, about \
         {low:.0} to {high:.0} ended before 20 weeks; studies differ."
    )]
    BeforeSix {
        /// The lowest of the studies, of a hundred.
        low: f64,
        /// The highest of them.
        high: f64,
    },
    /// From 20w0d.
    #[error("From 20 weeks on a loss is counted as a stillbirth, of 1,000 pregnancies and not of 100.")]
    FromTwenty,
    /// An age that no table has.
    #[error("The tables by age go from 10 to 44 years. There is nothing in them for {0}.")]
    Age(i64),
    /// 45 and over.
    #[error(
        "At 45 and over, studies found that about half or more ended before 20 weeks. They counted too few people \
         for a number by week."
    )]
    FromFortyFive,
    /// A number of losses that the study did not count.
    #[error("The study counted no loss before, one, two, or three in a row. It has no number for {0}.")]
    Losses(i64),
    /// Losses without an age.
    #[error(
        "The study gives losses only together with an age. Please choose an age too, or leave the losses out."
    )]
    LossesWithoutAge,
    /// A week in which no study of heartbeats looked.
    #[error("The studies in which a heartbeat was seen looked at 6 to 13 weeks. They have nothing for {0}.")]
    Scan(i64),
    /// A week without a row of stillbirths.
    #[error("Stillbirths were counted week by week from 28 to 42 weeks. There is no such row for {0}.")]
    Stillbirth(i64),
    /// Two periods that do not follow one another.
    #[error("These two periods do not follow one another.")]
    Gap,
    /// A period that ends before it begins, or reaches beyond the table.
    #[error("This period is not inside the life table.")]
    Period,
    /// Rows that are no life table.
    #[error("A life table has one row for each week, and in each fewer losses than people.")]
    LifeTable,
}
