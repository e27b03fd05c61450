//! Percentiles by nearest rank: always a value that was really measured, never one in between.

/// The `percent`-th percentile of sorted values, by nearest rank: the smallest value such that at least
/// `percent` % of the values are no greater (rank `⌈percent / 100 × n⌉`, from 1). `None` for no values.
/// Source: NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2, rounded up instead of interpolated.
///
/// Worked example: of 15, 20, 35, 40, 50 the 50th percentile has rank ⌈2.5⌉ = 3, that is 35; the 85th
/// rank ⌈4.25⌉ = 5, that is 50.
///
/// ```
/// use execplan_site::rates::percentile;
/// let values = [15, 20, 35, 40, 50];
/// assert_eq!(percentile(&values, 50), Some(&35));
/// assert_eq!(percentile(&values, 85), Some(&50));
/// assert_eq!(percentile::<i32>(&[], 50), None);
/// ```
pub fn percentile<T>(sorted: &[T], percent: usize) -> Option<&T> {
    let rank = (percent * sorted.len()).div_ceil(100).max(1);
    sorted.get(rank - 1)
}

/// The percentiles a reader is shown, of one set of values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantiles<T> {
    /// How many values.
    pub n: usize,
    /// Half of the values are no greater.
    pub p50: T,
    /// 85 % of the values are no greater.
    pub p85: T,
    /// 95 % of the values are no greater.
    pub p95: T,
}

impl<T: Copy> Quantiles<T> {
    /// Of sorted values; `None` for none.
    pub fn of(sorted: &[T]) -> Option<Self> {
        Some(Self { n: sorted.len(), p50: *percentile(sorted, 50)?, p85: *percentile(sorted, 85)?, p95: *percentile(sorted, 95)? })
    }
}

/// What share of sorted values is no greater than `value`, from 0 to 1; 0 for no values.
///
/// Worked example: of 1, 2, 2, 5 three are no greater than 2: 0.75.
///
/// ```
/// assert_eq!(execplan_site::rates::share_within(&[1, 2, 2, 5], &2), 0.75);
/// ```
pub fn share_within<T: Ord>(sorted: &[T], value: &T) -> f64 {
    let within = sorted.partition_point(|other| other <= value);
    if sorted.is_empty() { 0.0 } else { within as f64 / sorted.len() as f64 }
}
