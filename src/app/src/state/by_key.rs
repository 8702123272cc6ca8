//! A few values by their keys.

use std::ops::Index;

/// The values of a few keys, in the order in which they came. Where there are so few, a list is as quick as a tree, and
/// a tree of each type of value would add kilobytes to what a visitor waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct ByKey<T>(Vec<(&'static str, T)>);

impl<T> ByKey<T> {
    /// The value of a key, if it has one.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(other, _)| *other == key).map(|(_, value)| value)
    }

    /// The value of a key, if it has one, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.0.iter_mut().find(|(other, _)| *other == key).map(|(_, value)| value)
    }

    /// Gives a key a value, in place of any it had.
    pub fn insert(&mut self, key: &'static str, value: T) {
        match self.get_mut(key) {
            Some(present) => *present = value,
            None => self.0.push((key, value)),
        }
    }

    /// Takes the value from a key.
    pub fn remove(&mut self, key: &str) {
        self.0.retain(|(other, _)| *other != key);
    }

    /// Takes the values from all keys.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// How many keys have a value.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no key has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for ByKey<T> {
    fn default() -> ByKey<T> {
        ByKey(Vec::new())
    }
}

impl<T> Index<&str> for ByKey<T> {
    type Output = T;

    /// The value of a key.
    ///
    /// # Panics
    /// Where it has none.
    fn index(&self, key: &str) -> &T {
        self.get(key).expect("a key with a value")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_value_it_was_given_last() {
        let mut sizes = ByKey::default();
        sizes.insert("one", 1);
        sizes.insert("two", 1);
        sizes.insert("two", 2);
        assert_eq!((sizes.get("one"), sizes["two"], sizes.get("three")), (Some(&1), 2, None));
        sizes.remove("one");
        assert_eq!((sizes.get("one"), sizes.len()), (None, 1));
        sizes.clear();
        assert!(sizes.is_empty());
    }
}
