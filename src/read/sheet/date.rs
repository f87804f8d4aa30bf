//! Days of spreadsheets as dates.

/// A point in time as spreadsheets have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Days since the system's first day, for elapsed hours.
    pub(super) days: u32,
    pub(super) year: u32,
    pub(super) month: u32,
    pub(super) day: u32,
    /// 0 is Sunday.
    pub(super) weekday: u32,
    /// Seconds of the day.
    pub(super) seconds: u32,
}

/// The last day that spreadsheet programs know: 9999-12-31.
const LAST: u32 = 2_958_465;
/// Days from 1899-12-30 to 1904-01-01, the first days of the two systems.
const TO_1904: u32 = 1462;
/// Days from 0000-03-01 to 1899-12-30.
const TO_1900: u32 = 693_899;

/// The date of a day; `None` behind the last one.
pub(super) fn moment(days: u32, seconds: u32, since_1904: bool) -> Option<Moment> {
    let serial = match since_1904 {
        true => days.checked_add(TO_1904)?,
        false => days,
    };
    if serial > LAST {
        return None;
    }
    // The system of 1900 has a 29th of February in that year, as Lotus 1-2-3 had.
    let (year, month, day) = match serial {
        0 => (1900, 1, 0),
        60 if !since_1904 => (1900, 2, 29),
        1..60 if !since_1904 => civil(serial + 1),
        _ => civil(serial),
    };
    Some(Moment {
        days,
        year,
        month,
        day,
        weekday: (serial + 6) % 7,
        seconds,
    })
}

/// Year, month and day of a day counted from 1899-12-30, by the way of Howard Hinnant: years begin
/// in March, so that the leap day is the last.
fn civil(serial: u32) -> (u32, u32, u32) {
    let days = serial + TO_1900;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + u32::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        let date = |days, since_1904| {
            moment(days, 0, since_1904).map(|it| (it.year, it.month, it.day, it.weekday))
        };
        assert_eq!(date(45_107, false), Some((2023, 6, 30, 5)));
        assert_eq!(date(43_645, true), Some((2023, 6, 30, 5)));
        assert_eq!(date(44_620, false), Some((2022, 2, 28, 1)));
        assert_eq!(date(45_351, false), Some((2024, 2, 29, 4)));
        assert_eq!(
            date(1, false).map(|it| (it.0, it.1, it.2)),
            Some((1900, 1, 1))
        );
        assert_eq!(
            date(59, false).map(|it| (it.0, it.1, it.2)),
            Some((1900, 2, 28))
        );
        assert_eq!(
            date(60, false).map(|it| (it.0, it.1, it.2)),
            Some((1900, 2, 29))
        );
        assert_eq!(
            date(61, false).map(|it| (it.0, it.1, it.2)),
            Some((1900, 3, 1))
        );
        assert_eq!(date(LAST, false), Some((9999, 12, 31, 5)));
        assert_eq!(date(LAST + 1, false), None);
    }
}
