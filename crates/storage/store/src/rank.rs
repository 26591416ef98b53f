//! Steps in which the numbers of uses are sorted.
//!
//! Every document changes how often its components are used. Were that number in an index, every document would write
//! a thousand entries in each of several indexes. Its rank changes seldom: eight steps for each doubling. A list in the order of
//! uses is read along the ranks, and only the rows of one step are sorted by the number itself.

/// Up to here each number is its own rank, so that the many components with few uses need no sorting at all.
pub(crate) const EXACT: i64 = 15;

/// The step of a number of uses; never smaller for a larger number.
pub(crate) fn rank(uses: i64) -> i64 {
    if uses <= EXACT {
        return uses.max(0);
    }
    let octave = i64::from(uses.ilog2());
    octave * 8 + (uses >> (octave - 3) & 7) - 16
}

#[cfg(test)]
mod tests {
    use super::{EXACT, rank};

    #[test]
    fn ranks_grow_with_uses_and_leave_no_step_out() {
        let ranks: Vec<i64> = (0..100_000).map(rank).collect();
        assert!(ranks.windows(2).all(|pair| pair[0] == pair[1] || pair[0] + 1 == pair[1]));
        assert!((0..=EXACT).all(|uses| rank(uses) == uses));
        assert_eq!((rank(16), rank(17), rank(18)), (16, 16, 17));
        assert!(rank(i64::MAX) < 1 << 9);
    }
}
