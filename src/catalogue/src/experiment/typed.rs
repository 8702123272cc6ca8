//! A struct with the values of an experiment's parameters, so that reading an undeclared one does not compile.

use super::parameter::Parameter;
use super::values::{Value, Values};

/// Declares an experiment's parameters, in the order of the controls, and a struct with their values.
///
/// A field takes its type from [`FromValue`]. Parameters that only the scheduler reads, such as [`super::WORKERS`],
/// have no field and are written `_`.
///
/// ```text
/// parameters! {
///     /// Values of *The GIL and computing*.
///     struct GilCpu {
///         tasks: u32 = number("tasks", "Tasks", "", "Number of sums to compute.", (1, 5_000, Start::At(4))),
///         _ = workers(Start::Cores),
///     }
/// }
/// ```
///
/// makes `GilCpu::PARAMETERS`, for the definition, and `GilCpu::of(setup).tasks`.
macro_rules! parameters {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($entries:tt)* }) => {
        $crate::experiment::parameters!(@next [$(#[$meta])* $vis struct $name] [] [] (0) $($entries)*);
    };
    (@next $head:tt [$($fields:tt)*] [$($all:expr,)*] ($index:expr) _ = $parameter:expr, $($rest:tt)*) => {
        $crate::experiment::parameters!(
            @next $head [$($fields)*] [$($all,)* $parameter,] ($index + 1) $($rest)*
        );
    };
    (
        @next $head:tt [$($fields:tt)*] [$($all:expr,)*] ($index:expr)
        $field:ident: $kind:ty = $parameter:expr, $($rest:tt)*
    ) => {
        $crate::experiment::parameters!(
            @next $head [$($fields)* ($field, $kind, $index)] [$($all,)* $parameter,] ($index + 1) $($rest)*
        );
    };
    (
        @next [$(#[$meta:meta])* $vis:vis struct $name:ident]
        [$(($field:ident, $kind:ty, $index:expr))*] [$($all:expr,)*] ($count:expr)
    ) => {
        $(#[$meta])*
        $vis struct $name {
            $($vis $field: $kind,)*
        }

        impl $name {
            /// The declared parameters, in the order of the controls.
            $vis const PARAMETERS: &'static [$crate::experiment::Parameter] = &[$($all,)*];

            /// Reads the values of this experiment's parameters from a setup, or from its values.
            $vis fn of(values: &impl AsRef<$crate::experiment::Values>) -> $name {
                let values = values.as_ref();
                $name { $($field: $crate::experiment::read(values, &$name::PARAMETERS[$index]),)* }
            }
        }
    };
}

pub(crate) use parameters;

/// A type that a parameter's value can be converted to.
pub(crate) trait FromValue {
    /// Converts a value; numbers beyond the type's range become its largest.
    fn from_value(value: Value) -> Self;
}

impl FromValue for u64 {
    fn from_value(value: Value) -> u64 {
        match value {
            Value::Number(number) => number,
            Value::Text(_) => 0,
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: Value) -> u32 {
        u32::try_from(u64::from_value(value)).unwrap_or(u32::MAX)
    }
}

/// For choices: the index of the option.
impl FromValue for usize {
    fn from_value(value: Value) -> usize {
        usize::try_from(u64::from_value(value)).unwrap_or(usize::MAX)
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> String {
        match value {
            Value::Number(_) => String::new(),
            Value::Text(text) => text,
        }
    }
}

/// Reads the value of a declared parameter.
pub(crate) fn read<T: FromValue>(values: &Values, parameter: &Parameter) -> T {
    T::from_value(values.value_of(parameter))
}
