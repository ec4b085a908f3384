//! Times as people say them.

use alongside_domain::Millis;
use time::OffsetDateTime;

/// How long ago `at` was, seen from `now`: "just now", "20 minutes ago", "3 days ago", "in March 2026"; never finer
/// than a minute.
pub(crate) fn ago(at: Millis, now: Millis) -> String {
    let past = now.0.saturating_sub(at.0);
    let (number, unit) = if past < Millis::MINUTE {
        return "just now".into();
    } else if past < Millis::HOUR {
        (past / Millis::MINUTE, "minute")
    } else if past < Millis::DAY {
        (past / Millis::HOUR, "hour")
    } else if past < 60 * Millis::DAY {
        (past / Millis::DAY, "day")
    } else {
        let utc = utc(at);
        return format!("in {} {}", utc.month(), utc.year());
    };
    format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" })
}

/// The day in UTC: "3 March 2026".
pub(crate) fn day(at: Millis) -> String {
    let utc = utc(at);
    format!("{} {} {}", utc.day(), utc.month(), utc.year())
}

/// The day and time of a moment, in UTC: "Monday 3 March 2026, 16:40".
pub(crate) fn moment(at: Millis) -> String {
    let utc = utc(at);
    let (weekday, day, month, year) = (utc.weekday(), utc.day(), utc.month(), utc.year());
    format!("{weekday} {day} {month} {year}, {:02}:{:02}", utc.hour(), utc.minute())
}

/// The same for machines: "2026-03-03T16:40Z".
pub(crate) fn datetime(at: Millis) -> String {
    let utc = utc(at);
    let (year, month, day) = (utc.year(), u8::from(utc.month()), utc.day());
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}Z", utc.hour(), utc.minute())
}

/// The point in time in UTC, to the minute as it is shown. Outside of the years 1970 to 9999 it is 1 January 1970.
fn utc(at: Millis) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.0.div_euclid(Millis::SECOND))
        .ok()
        .filter(|utc| (1970..=9999).contains(&utc.year()))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_790_000_000_000);

    #[test]
    fn times_read_as_people_say_them() {
        assert_eq!(ago(NOW, NOW), "just now");
        assert_eq!(ago(NOW.plus(Millis::HOUR), NOW), "just now", "a clock that is ahead");
        assert_eq!(ago(NOW.plus(-Millis::MINUTE), NOW), "1 minute ago");
        assert_eq!(ago(NOW.plus(-3 * Millis::DAY), NOW), "3 days ago");
        assert_eq!(ago(NOW.plus(-90 * Millis::DAY), NOW), "in June 2026");
    }

    #[test]
    fn dates_are_right_at_the_edges() {
        assert_eq!(moment(Millis(0)), "Thursday 1 January 1970, 00:00");
        assert_eq!(datetime(Millis(951_782_400_000)), "2000-02-29T00:00Z");
        assert_eq!(moment(Millis(1_740_960_000_000)), "Monday 3 March 2025, 00:00");
        assert_eq!(datetime(alongside_domain::time::LATEST), "9999-12-31T23:59Z");
    }
}
