pub use serde_derive::{Deserialize, Serialize};
