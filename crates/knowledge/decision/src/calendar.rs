//! Business days and due dates.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

/// On which days people work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The days of the week on which nobody works.
    pub weekend: Vec<Weekday>,
    /// Other days on which nobody works.
    pub holidays: BTreeSet<Date>,
}

/// How long something may take. The day on which it starts does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Days on which people work.
    BusinessDays(u16),
    /// All days. The last one may be a day on which nobody works: whether it then moves differs from rule to rule.
    Days(u16),
}

/// Days on which something waited for somebody else; they do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The first day.
    pub first: Date,
    /// The last day; None while it lasts.
    pub last: Option<Date>,
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// By the end of a day.
    On(Date),
    /// Not before the pause ends that began on a day.
    Paused(Date),
    /// On no day that a calendar has.
    Never,
}

/// Days that are looked at: periods, and what pauses and holidays add to them.
const FARTHEST: usize = 200_000;

impl Calendar {
    /// Saturday and Sunday are free, and these holidays.
    pub fn western(holidays: impl IntoIterator<Item = Date>) -> Self {
        Self { weekend: vec![Weekday::Saturday, Weekday::Sunday], holidays: holidays.into_iter().collect() }
    }

    /// Whether people work on a day.
    pub fn is_business_day(&self, day: Date) -> bool {
        !self.weekend.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    /// When something is due that started on a day and was paused at times.
    pub fn due(&self, start: Date, period: Period, pauses: &[Pause]) -> Due {
        let (days, counts): (u16, &dyn Fn(Date) -> bool) = match period {
            Period::BusinessDays(days) => (days, &|day| self.is_business_day(day)),
            Period::Days(days) => (days, &|_| true),
        };
        let mut pauses = pauses.to_vec();
        pauses.sort_by_key(|pause| pause.first);
        // Of pauses that overlap, the farthest end counts.
        let (mut paused_until, mut next): (Option<Date>, _) = (None, pauses.iter().peekable());
        let (mut left, mut day) = (days, start);
        for _ in 0..FARTHEST {
            while let Some(pause) = next.next_if(|pause| pause.first <= day) {
                match pause.last {
                    None if left > 0 => return Due::Paused(pause.first),
                    None => {}
                    Some(last) => paused_until = paused_until.max(Some(last)),
                }
            }
            let is_paused = paused_until.is_some_and(|last| day <= last);
            if day > start && !is_paused && counts(day) {
                left = left.saturating_sub(1);
            }
            if left == 0 {
                return Due::On(day);
            }
            let Ok(tomorrow) = day.tomorrow() else { break };
            day = tomorrow;
        }
        Due::Never
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// 2027-01-01 is a Friday.
    fn january(day: i8) -> Date {
        date(2027, 1, day)
    }

    fn calendar() -> Calendar {
        Calendar::western([january(1), january(6)])
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        assert_eq!(calendar().due(january(1), Period::BusinessDays(3), &[]), Due::On(january(7)));
        assert_eq!(calendar().due(january(1), Period::Days(3), &[]), Due::On(january(4)));
        assert_eq!(calendar().due(january(2), Period::BusinessDays(0), &[]), Due::On(january(2)));
    }

    #[test]
    fn what_waits_is_due_later_by_the_days_it_waited() {
        let pause = |first, last| Pause { first: january(first), last };
        let two_days = [pause(5, Some(january(7))), pause(4, Some(january(5)))];
        assert_eq!(calendar().due(january(1), Period::BusinessDays(1), &two_days), Due::On(january(8)));
        let open = [pause(5, None)];
        assert_eq!(calendar().due(january(1), Period::BusinessDays(2), &open), Due::Paused(january(5)));
        assert_eq!(calendar().due(january(1), Period::BusinessDays(1), &open), Due::On(january(4)));
    }

    #[test]
    fn where_nobody_ever_works_nothing_is_due() {
        let weekend = (0..7).map(|day| january(1 + day).weekday()).collect();
        let calendar = Calendar { weekend, holidays: BTreeSet::new() };
        assert_eq!(calendar.due(january(1), Period::BusinessDays(1), &[]), Due::Never);
        assert_eq!(calendar.due(Date::MAX, Period::Days(1), &[]), Due::Never);
    }
}
