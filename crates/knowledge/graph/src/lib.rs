//! What a dependency graph tells: who reaches whom, by which paths, and what to change to get rid of something.
//!
//! Nodes are numbers from zero; what they stand for is the caller's business. Cycles are normal: package managers
//! allow them, and documents contain them by mistake.
//!
//! ```
//! use mainstay_graph::{Graph, why};
//!
//! // 0 is the product; it names 1 and 2, and both lead to 3.
//! let graph = Graph::from_edges(4, [(0, 1), (0, 2), (1, 3), (2, 3)]);
//! let why = why(&graph, &[0], 3, 20);
//! assert_eq!(why.paths, 2);
//! assert_eq!(why.shortest, [[0, 1, 3], [0, 2, 3]]);
//! ```

mod components;
mod graph;
mod why;

pub use components::{Condensed, condense};
pub use graph::Graph;
pub use why::{Lead, Why, why};
