#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    #[default]
    Null,
}
