//! Values of an experiment's parameters.

use super::parameter::{Common, Domain, OWN, OwnFiles, Parameter, RUNTIME, SOURCE, Start};
use lanes_analysis::units;
use lanes_model::runtime::Runtime;

/// Value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number, or the index of a choice.
    Number(u64),
    /// A text.
    Text(String),
}

impl Value {
    /// Formats the value of a parameter as the page shows it.
    pub fn label(&self, parameter: &Parameter) -> String {
        match self {
            Value::Number(number) => match parameter.option(*number) {
                Some(option) => option.label.to_owned(),
                None => units::grouped(*number),
            },
            Value::Text(text) => text.clone(),
        }
    }
}

/// Values of a list of parameters, always within their limits.
#[derive(Clone, Debug)]
pub struct Values {
    parameters: &'static [Parameter],
    cores: u32,
    values: Vec<Value>,
}

/// Ignores the number of cores, which only affects defaults.
impl PartialEq for Values {
    fn eq(&self, other: &Values) -> bool {
        self.values == other.values
    }
}

impl AsRef<Values> for Values {
    fn as_ref(&self) -> &Values {
        self
    }
}

impl Values {
    /// Creates the default values on a machine with `cores` cores.
    pub fn new(parameters: &'static [Parameter], cores: u32) -> Values {
        let values = parameters.iter().map(|parameter| default_value(parameter, cores)).collect();
        Values { parameters, cores, values }
    }

    /// Returns the number of cores of the machine.
    pub fn cores(&self) -> u32 {
        self.cores
    }

    /// Iterates over all parameters with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Parameter, &Value)> {
        self.parameters.iter().zip(&self.values)
    }

    /// Iterates over the parameters that apply to the current choices, with their values.
    pub fn shown(&self) -> impl Iterator<Item = (&'static Parameter, &Value)> {
        let runtime = self.runtime();
        let has = move |parameter: &Parameter| parameter.runtimes.includes(runtime);
        self.iter().filter(move |(parameter, _)| {
            let is_chosen = |(key, value)| match self.parameters.iter().find(|other| other.key == key) {
                // A choice that the runtime lacks stays at its first option.
                Some(choice) if !has(choice) => value == 0,
                _ => self.number(key) == Some(value),
            };
            has(parameter) && parameter.only_with.is_none_or(is_chosen)
        })
    }

    fn value(&self, key: &str) -> Option<&Value> {
        self.iter().find(|(parameter, _)| parameter.key == key).map(|(_, value)| value)
    }

    /// Returns the value of a parameter, or its default if these values do not include it.
    pub(crate) fn value_of(&self, parameter: &Parameter) -> Value {
        self.value(parameter.key).cloned().unwrap_or_else(|| default_value(parameter, self.cores))
    }

    /// Returns the number or choice named `key`, or None if there is no such parameter.
    ///
    /// Only for keys that come from outside, such as a URL. Experiments read typed values instead.
    pub fn number(&self, key: &str) -> Option<u64> {
        match self.value(key)? {
            Value::Number(number) => Some(*number),
            Value::Text(_) => None,
        }
    }

    /// Returns the text named `key`, or None if there is no such parameter.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.value(key)? {
            Value::Text(text) => Some(text),
            Value::Number(_) => None,
        }
    }

    /// Returns the value of a setting that every run has, or its default if there is no parameter for it.
    pub(crate) fn common(&self, setting: Common) -> u32 {
        u32::try_from(self.number(setting.key).unwrap_or(setting.default)).unwrap_or(u32::MAX)
    }

    /// Returns the runtime, which is Rust where there is no choice.
    pub fn runtime(&self) -> Runtime {
        let chosen = self.iter().find(|(parameter, _)| parameter.key == RUNTIME.key);
        let option = chosen.and_then(|(parameter, _)| parameter.option(self.number(RUNTIME.key)?));
        let runtime = option.and_then(|option| Runtime::from_key(option.key));
        runtime.unwrap_or_default()
    }

    /// Sets the number or choice named `key`, clamped to its limits, and returns the clamped value. Does nothing if
    /// there is no such parameter.
    pub fn set(&mut self, key: &str, value: u64) -> Option<u64> {
        let index = self.parameters.iter().position(|parameter| parameter.key == key)?;
        let (min, max) = limits(&self.parameters[index])?;
        let value = value.clamp(min, max);
        self.values[index] = Value::Number(value);
        Some(value)
    }

    /// Sets the text named `key`. Does nothing if there is no such parameter.
    ///
    /// # Errors
    /// Returns a sentence that says what is wrong with the text, and leaves the value unchanged.
    pub fn set_text(&mut self, key: &str, text: &str) -> Result<(), String> {
        let Some(index) = self.parameters.iter().position(|parameter| parameter.key == key) else {
            return Ok(());
        };
        let Domain::Text { max, check } = self.parameters[index].domain else { return Ok(()) };
        if text.len() > max {
            return Err(format!("At most {max} bytes."));
        }
        if !text.is_empty() {
            check(text)?;
        }
        self.values[index] = Value::Text(text.to_owned());
        Ok(())
    }

    /// Empties all texts.
    pub(crate) fn clear_texts(&mut self) {
        for value in &mut self.values {
            if let Value::Text(text) = value {
                text.clear();
            }
        }
    }

    /// Returns the files that a reader can choose, if any.
    pub fn own_files(&self) -> Option<OwnFiles> {
        self.parameters.iter().find_map(|parameter| parameter.own_files)
    }

    /// Returns true if the work uses the reader's own files.
    pub fn uses_own_files(&self) -> bool {
        self.own_files().is_some() && self.number(SOURCE) == Some(OWN) && !self.runtime().is_python()
    }
}

/// Returns the minimum and maximum of a number or choice, or None for a text.
pub fn limits(parameter: &Parameter) -> Option<(u64, u64)> {
    match parameter.domain {
        Domain::Number { min, max, .. } => Some((min, max)),
        Domain::Choice(options) => Some((0, options.len().saturating_sub(1) as u64)),
        Domain::Text { .. } => None,
    }
}

/// Returns the default of a parameter on a machine with `cores` cores.
pub fn default_value(parameter: &Parameter, cores: u32) -> Value {
    match parameter.domain {
        Domain::Number { min, max, default: Start::Cores } => Value::Number(u64::from(cores).clamp(min, max)),
        Domain::Number { min, max, default: Start::PerCore(times) } => {
            Value::Number((u64::from(cores) * times).clamp(min, max))
        }
        Domain::Number { default: Start::At(value), .. } => Value::Number(value),
        Domain::Choice(_) => Value::Number(0),
        Domain::Text { .. } => Value::Text(String::new()),
    }
}
