//! Story documents: what is absent, what is unknown, what is wrong.

use serde_json::{Value, json};

fn full() -> Value {
    let photo = json!({ "media": "m1", "alt": "a window", "w": 2048, "h": 1536, "type": "image/jpeg", "sha": "AAAA" });
    json!({
        "v": 1, "kind": "story", "draft": false, "title": "Thursday", "text": "We wait.", "photos": [photo],
        "moments": [{ "id": "a", "at": 1_790_000_000_000_u64, "text": "Rang.", "photos": [photo] }],
        "state": "waiting",
        "about": { "kind": "miscarriage", "weeks": "6-9", "when": "now", "role": "pregnant", "path": ["ivf"] },
        "notes": ["scan"], "wish": ["company"], "answers": "closed", "quoting": "pen-name", "words": "baby",
        "findable": true, "audience": "community", "pen": "Robin",
        "open": { "story": "s1", "audience": "community", "rev": 3, "photos": { "m1": "p1" } },
        "kept": [{ "pen": "Sam", "at": 5, "text": "With you.", "to": null }, { "pen": "Ola", "at": 6, "text": "Yes.", "to": 0 }],
        "changed": 1_790_000_000_001_u64
    })
}

fn with(path: &str, value: Value) -> Value {
    let mut story = full();
    if let Some((parent, name)) = path.rsplit_once('/')
        && let Some(fields) = story.pointer_mut(parent).and_then(Value::as_object_mut)
    {
        fields.insert(name.to_owned(), value);
    }
    story
}

pub fn make() -> Value {
    let least = json!({ "v": 1, "kind": "story", "changed": 7 });
    let filled = json!({
        "v": 1, "kind": "story", "draft": true, "title": "", "text": "", "photos": [], "moments": [], "state": null,
        "about": { "kind": null, "weeks": null, "when": null, "role": null, "path": [] },
        "notes": [], "wish": [], "answers": "at-once", "quoting": "no", "words": "", "findable": false,
        "audience": "me", "pen": null, "open": null, "kept": [], "changed": 7
    });
    let mut cases = vec![
        json!({ "name": "everything", "body": full().to_string(), "expect": "ok", "reads": full() }),
        json!({ "name": "as little as there may be", "body": least.to_string(), "expect": "ok", "reads": filled }),
    ];
    for place in
        ["/newer", "/photos/0/newer", "/moments/0/newer", "/about/newer", "/open/newer", "/kept/1/newer"]
    {
        let story = with(place, json!({ "deep": [1, "two", null] }));
        let name = format!("a field of a newer client at {place}");
        cases.push(json!({ "name": name, "body": story.to_string(), "expect": "ok", "reads": story }));
    }
    let wrong = [
        ("another version", "/v", json!(2)),
        ("another kind", "/kind", json!("letter")),
        ("an audience not known", "/audience", json!("friends")),
        ("an audience that is nothing", "/audience", Value::Null),
        ("a state not known", "/state", json!("fine")),
        ("answers not known", "/answers", json!("first-me")),
        ("quoting not known", "/quoting", json!("yes")),
        ("a title that is a number", "/title", json!(1)),
        ("a time that is text", "/changed", json!("now")),
        ("a photo of another type", "/photos/0/type", json!("image/svg+xml")),
        ("a photo of half a pixel", "/photos/0/w", json!(0.5)),
        ("a photo of negative size", "/photos/0/h", json!(-1)),
        ("an open copy of unknown audience", "/open/audience", json!("all")),
        ("moments that are no list", "/moments", json!({})),
        ("notes that are no words", "/notes", json!([1])),
    ];
    for (name, place, value) in wrong {
        cases.push(json!({ "name": name, "body": with(place, value).to_string(), "expect": "bad-document" }));
    }
    cases.push(json!({ "name": "not JSON", "body": "{", "expect": "bad-document" }));
    cases.push(json!({ "name": "a list", "body": "[]", "expect": "bad-document" }));
    json!({ "about": "reads is the document with what was absent filled in", "cases": cases })
}
