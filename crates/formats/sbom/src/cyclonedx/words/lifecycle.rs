//! Phases of the software's life.

use mainstay_model::Lifecycle;

use super::{Word, list};
use crate::node::{Fields, Node};

/// In which phases a document was made.
pub(in super::super) const LIFECYCLES: Word<Vec<Lifecycle>> = Word {
    field: "lifecycles",
    key: "cyclonedx:metadata.lifecycles",
    read: |node| node.items().iter().filter_map(read).collect(),
    render: |phases| list(phases.iter().map(render).collect()),
};

const PHASES: [(&str, Lifecycle); 7] = [
    ("design", Lifecycle::Design),
    ("pre-build", Lifecycle::PreBuild),
    ("build", Lifecycle::Build),
    ("post-build", Lifecycle::PostBuild),
    ("operations", Lifecycle::Operations),
    ("discovery", Lifecycle::Discovery),
    ("decommission", Lifecycle::Decommission),
];

fn read(node: &Node<'_>) -> Option<Lifecycle> {
    let Some(phase) = node.str("phase") else {
        return node.str("name").map(|name| Lifecycle::Other(name.to_owned()));
    };
    let known = PHASES.into_iter().find(|(name, _)| *name == phase);
    Some(known.map_or_else(|| Lifecycle::Other(phase.to_owned()), |(_, phase)| phase))
}

fn render(phase: &Lifecycle) -> Node<'_> {
    let mut fields = Fields::default();
    match phase {
        Lifecycle::Other(name) => fields.put("name", Node::text(name.as_str())),
        _ => {
            let name = PHASES.iter().find(|(_, known)| known == phase).map(|(name, _)| *name);
            fields.put_text("phase", name);
        }
    }
    Node::Object(fields)
}
