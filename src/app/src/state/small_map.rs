//! A map for a few keys.

/// Map of a few keys, in the order in which they were inserted.
///
/// With so few keys a list is as fast as a tree, and a tree for each type of value would add kilobytes to the first
/// load.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SmallMap<T>(Vec<(&'static str, T)>);

impl<T> SmallMap<T> {
    /// Returns the value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(other, _)| *other == key).map(|(_, value)| value)
    }

    /// Returns the value of a key, to change it.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.0.iter_mut().find(|(other, _)| *other == key).map(|(_, value)| value)
    }

    /// Sets the value of a key.
    pub(super) fn insert(&mut self, key: &'static str, value: T) {
        match self.get_mut(key) {
            Some(present) => *present = value,
            None => self.0.push((key, value)),
        }
    }

    /// Removes a key.
    pub(super) fn remove(&mut self, key: &str) {
        self.0.retain(|(other, _)| *other != key);
    }

    /// Removes all keys.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

impl<T> Default for SmallMap<T> {
    fn default() -> SmallMap<T> {
        SmallMap(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_value_that_it_was_last_given() {
        let mut sizes = SmallMap::default();
        sizes.insert("one", 1);
        sizes.insert("two", 1);
        sizes.insert("two", 2);
        assert_eq!((sizes.get("one"), sizes.get("two"), sizes.get("three")), (Some(&1), Some(&2), None));
        sizes.remove("one");
        assert_eq!((sizes.get("one"), sizes.0.len()), (None, 1));
        sizes.clear();
        assert_eq!(sizes.0.len(), 0);
    }
}
