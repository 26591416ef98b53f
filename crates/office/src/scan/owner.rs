//! Whose dependency a thing is that a file names while no project in the file could say so: the actions of a workflow,
//! the entries of a requirements file. It is the project's in whose folder the file stands, else the whole tree's.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Component, Directness, Graph, NodeId, Origin, RelationKind};

/// Something that a file names itself.
pub(super) struct Named {
    /// The file.
    pub(super) path: String,
    /// What it names.
    pub(super) to: NodeId,
}

/// What one file names directly without an edge from a project of its own.
pub(super) fn named(bom: &Bom) -> Vec<NodeId> {
    let subjects: HashSet<NodeId> = bom.subjects.iter().copied().collect();
    let own = |node: NodeId| subjects.contains(&node) || bom.component(node).first_party;
    let reached: HashSet<NodeId> =
        bom.dependencies().filter(|(from, _)| own(*from)).map(|(_, to)| to).collect();
    let nodes = (0..).map(NodeId).zip(&bom.components);
    nodes
        .filter(|(node, component)| {
            component.directness == Directness::Direct && !reached.contains(node) && !subjects.contains(node)
        })
        .map(|(node, _)| node)
        .collect()
}

/// The projects of a tree, by folder; `None` where several share one.
pub(super) struct Projects(HashMap<String, Option<NodeId>>);

impl Projects {
    /// Finds the folder of every subject.
    pub(super) fn of(bom: &Bom) -> Self {
        let mut folders = HashMap::new();
        for &subject in &bom.subjects {
            let folder = folder(bom.component(subject));
            folders.entry(folder).and_modify(|known| *known = None).or_insert(Some(subject));
        }
        Self(folders)
    }

    /// The project that a file belongs to: the one whose folder is nearest above it; `None` when that is no single one.
    pub(super) fn owner(&self, path: &str) -> Option<NodeId> {
        let mut folder = path;
        while !folder.is_empty() {
            folder = folder_of(folder);
            if let Some(owner) = self.0.get(folder) {
                return *owner;
            }
        }
        None
    }
}

/// Gives each named thing an edge from its project, else from the root.
pub(super) fn relate(bom: &mut Bom, named: &[Named], projects: &Projects, root: NodeId) {
    let mut known: HashSet<(NodeId, NodeId)> = bom.dependencies().collect();
    for Named { path, to } in named {
        let from = projects.owner(path).unwrap_or(root);
        if from != *to && known.insert((from, *to)) {
            bom.relate(from, *to, RelationKind::DependsOn);
            let graph = &mut bom.components[from.index()].graph;
            *graph = if *graph == Graph::Unknown { Graph::Partial } else { *graph };
        }
    }
}

/// The folder of a file; `""` is the root.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folder of a project.
pub(super) fn folder(project: &Component) -> String {
    let folder = match (&project.origin, project.locations.first()) {
        (Origin::Path(path), _) => path.as_str(),
        (_, Some(location)) => folder_of(&location.path),
        _ => "",
    };
    if folder == "." {
        return String::new();
    }
    folder.trim_start_matches("./").trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(projects: &[(&str, &str)]) -> Bom {
        let mut bom = Bom::default();
        for (name, folder) in projects {
            let origin = Origin::Path((*folder).to_owned());
            let project = bom.add(Component { first_party: true, origin, ..Component::named(*name, None) });
            bom.subjects.push(project);
        }
        bom
    }

    #[test]
    fn a_file_belongs_to_the_nearest_project_above_it() {
        let projects = Projects::of(&tree(&[("root", ""), ("web", "web"), ("a", "both"), ("b", "both")]));
        let owner = |path| projects.owner(path).map(|node| node.0);
        assert_eq!(owner("requirements.txt"), Some(0));
        assert_eq!(owner("docs/requirements.txt"), Some(0));
        assert_eq!(owner("web/tools/requirements.txt"), Some(1));
        assert_eq!(owner("website/requirements.txt"), Some(0));
        assert_eq!(owner("both/requirements.txt"), None);
    }

    #[test]
    fn a_project_elsewhere_owns_nothing_here() {
        assert_eq!(Projects::of(&tree(&[("web", "web")])).owner(".github/workflows/ci.yml"), None);
    }
}
