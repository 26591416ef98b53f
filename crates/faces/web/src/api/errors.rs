//! What every operation may answer besides what it says itself: the same for all, so it is described once.

use serde_json::{Value, json};

const PROBLEM: &str = "application/problem+json";

/// Completes the errors of an operation: each is an RFC 9457 problem, and any other status than the described ones is one too
/// (a query that is not understood, a body of another type or too large, a host that is not served, a fault of the server).
pub(crate) fn describe(operation: &mut Value) {
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (_, response) in responses.iter_mut().filter(|(status, _)| status.starts_with(['4', '5'])) {
        response["content"] = problem();
    }
    let described =
        json!({ "description": "Any other error; `detail` says what to change.", "content": problem() });
    responses.insert("default".to_owned(), described);
}

fn problem() -> Value {
    json!({ PROBLEM: { "schema": { "$ref": "#/components/schemas/Problem" } } })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{PROBLEM, describe};

    #[test]
    fn every_error_is_a_problem_and_results_stay_as_they_are() {
        let result = json!({ "description": "one", "content": { "application/json": {} } });
        let mut operation = json!({ "responses": { "200": result, "404": result } });
        describe(&mut operation);
        assert_eq!(operation["responses"]["200"], result);
        assert!(operation["responses"]["404"]["content"].get("application/json").is_none());
        for status in ["404", "default"] {
            assert!(operation["responses"][status]["content"][PROBLEM].is_object(), "{status}");
        }
    }
}
