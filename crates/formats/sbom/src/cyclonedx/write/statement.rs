//! Vulnerabilities and what is said about them.

use mainstay_model::{Statement, StatementState};

use super::Writing;
use crate::cyclonedx::words::{self, Analysis};
use crate::node::{Fields, Node};

impl Writing<'_> {
    /// One vulnerability.
    pub(super) fn statement<'b>(&'b self, statement: &'b Statement) -> Fields<'b> {
        let kept = &statement.extensions;
        let mut fields = Fields::default();
        if !statement.reference.is_empty() {
            fields.put("bom-ref", Node::text(statement.reference.as_str()));
        }
        if !statement.vulnerability.id.is_empty() {
            fields.put("id", Node::text(statement.vulnerability.id.as_str()));
        }
        let source =
            mainstay_model::VulnerabilityRef { id: String::new(), ..statement.vulnerability.clone() };
        put_owned(&words::SOURCE, source, statement, &mut fields);
        words::ALIASES.put(&statement.aliases, kept, &mut fields);
        words::RATINGS.put(&statement.ratings, kept, &mut fields);
        fields.put_text("description", statement.description.as_deref());
        fields.put_text("recommendation", statement.recommendation.as_deref());
        put_owned(&words::ANALYSIS, analysis(statement), statement, &mut fields);
        if statement.state == Some(StatementState::Affected) {
            let what = "the state `affected` (`exploitable` stands for it)".to_owned();
            self.losses.borrow_mut().count("changed-value", what);
        }
        put_owned(&words::AFFECTS, self.affected(statement), statement, &mut fields);
        for (key, raw) in kept.iter() {
            if let Some(name) = key.strip_prefix("cyclonedx:")
                && !words::SPOKEN_OF_VULNERABILITIES.contains(&name)
            {
                fields.put(name, Node::of(raw));
            }
        }
        fields
    }

    /// The references of what is affected, in the order of the document that was read where there is one.
    fn affected(&self, statement: &Statement) -> Vec<String> {
        let own = statement.components.iter().map(|id| self.names.get(*id).to_owned());
        let names: Vec<String> = own.chain(statement.foreign.iter().cloned()).collect();
        let Some(raw) = statement.extensions.get(words::AFFECTS.key) else { return names };
        let before = (words::AFFECTS.read)(&Node::of(raw));
        let (mut sorted, mut found) = (names.clone(), before.clone());
        sorted.sort();
        found.sort();
        found.dedup();
        if sorted == found { before } else { names }
    }
}

fn analysis(statement: &Statement) -> Analysis {
    Analysis {
        state: statement.state,
        justification: statement.justification.clone(),
        responses: statement.responses.clone(),
        detail: statement.detail.clone(),
    }
}

/// Puts a value that was gathered for writing only.
fn put_owned<'b, T: Default + PartialEq>(
    word: &words::Word<T>,
    value: T,
    statement: &'b Statement,
    fields: &mut Fields<'b>,
) {
    let mut own = Fields::default();
    word.put(&value, &statement.extensions, &mut own);
    fields.0.extend(own.0.into_iter().map(|(name, node)| (name.into_owned().into(), node.into_owned())));
}
