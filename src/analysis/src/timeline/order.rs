//! Sorting by a moment. All callers share one compiled sort, since every byte delays the page's first view.

/// Returns the items in ascending order of their keys; items with equal keys keep their order.
pub(super) fn by_key<T: Copy>(items: &[T], key: impl Fn(&T) -> f64) -> Vec<T> {
    let mut keys: Vec<(f64, usize)> = items.iter().map(key).zip(0..).collect();
    sort(&mut keys);
    keys.into_iter().map(|(_, index)| items[index]).collect()
}

/// Sorts only if needed: the page's standard library is built for size, with slow sorts, and traces are mostly in
/// order.
fn sort(keys: &mut [(f64, usize)]) {
    if !keys.is_sorted_by(|a, b| a.0 <= b.0) {
        keys.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_stay_in_their_order() {
        let items = [(2.0, 'a'), (1.0, 'b'), (2.0, 'c'), (1.0, 'd')];
        let sorted: String = by_key(&items, |item| item.0).into_iter().map(|item| item.1).collect();
        assert_eq!(sorted, "bdac");
    }
}
