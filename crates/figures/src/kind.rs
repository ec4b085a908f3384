//! What tables are made of. Read by the crate, and by the check in `check/` that runs when the crate is built.

/// A table of figures: one file in `data/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// How many were lost in each week, and cumulative risks since the last period.
    WeeklyLifeTables,
    /// How many were lost after a heartbeat had been seen.
    AfterHeartbeat,
    /// By age.
    ByAge,
    /// By earlier losses, and the pregnancy after a loss.
    HistoryAndNextPregnancy,
    /// Totals, each with another denominator.
    OverallTotals,
    /// What stands around them: ectopic and molar pregnancy, countries, beliefs, causes.
    Context,
    /// Second-trimester loss and stillbirth.
    LaterLossStillbirth,
    /// Waiting, medicine, procedure.
    Management,
    /// How numbers are best told, and how they are best reckoned.
    RiskCommunicationAndMethods,
    /// What this crate computes, as computed before by other hands: the tests compare.
    DerivedModel,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::WeeklyLifeTables,
        Self::AfterHeartbeat,
        Self::ByAge,
        Self::HistoryAndNextPregnancy,
        Self::OverallTotals,
        Self::Context,
        Self::LaterLossStillbirth,
        Self::Management,
        Self::RiskCommunicationAndMethods,
        Self::DerivedModel,
    ];

    /// The name of its file.
    pub const fn file(self) -> &'static str {
        match self {
            Self::WeeklyLifeTables => "weekly_life_tables.csv",
            Self::AfterHeartbeat => "after_heartbeat.csv",
            Self::ByAge => "by_age.csv",
            Self::HistoryAndNextPregnancy => "history_and_next_pregnancy.csv",
            Self::OverallTotals => "overall_totals.csv",
            Self::Context => "context.csv",
            Self::LaterLossStillbirth => "later_loss_stillbirth.csv",
            Self::Management => "management.csv",
            Self::RiskCommunicationAndMethods => "risk_communication_and_methods.csv",
            Self::DerivedModel => "derived_model.csv",
        }
    }
}

/// How a figure is known. There is no word for "unverified": such a row is not built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Read in the paper, its abstract or its table.
    Verified,
    /// Read in somebody else's account of the paper. Wherever it is shown, the page says so beside it.
    SecondHand,
    /// Computed from figures that were read.
    Derived,
}

/// What a value is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Of a hundred; of whom, the definition says. 0 to 100.
    Percent,
    /// 0 to 1.
    Proportion,
    /// Of a thousand; of whom, the unit's words say.
    PerThousand,
    /// Whole people, pregnancies, couples.
    Count,
    /// Millions of them.
    Millions,
    /// A ratio of odds.
    OddsRatio,
    /// A ratio of hazards.
    HazardRatio,
    /// A ratio of risks.
    RiskRatio,
    /// How many times as much.
    Times,
    /// A difference between two shares, in points of a hundred.
    PercentagePoints,
    /// How much more, relatively, in percent.
    RelativePercent,
    /// How well a forecast tells two people apart: 0.5 is a coin, 1 is always.
    Auc,
    /// Weeks since the last period.
    Weeks,
    /// Days.
    Days,
    /// Not a number: the quotation says it.
    Words,
}

/// A value as it can be computed with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// One number.
    Number(f64),
    /// From one number to another.
    Range {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// So many of so many.
    Counts {
        /// To how many it happened.
        events: u64,
        /// How many there were.
        of: u64,
    },
    /// Several numbers or a rounded one, as printed: nothing to compute with.
    Words,
    /// None: the quotation says it.
    Quoted,
}
