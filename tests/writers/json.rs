//! `json` and `jsonl`.

use jixiao::write::Options;

use super::reports::{
    FORM, document, hard_places, mixed, render, render_with, skipped, snapshot, totals,
};

/// Makes every object of a schema closed.
fn forbid_unknown_fields(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(object) => {
            if object.get("type").is_some_and(|kind| kind == "object")
                && object.contains_key("properties")
            {
                object.insert("additionalProperties".into(), false.into());
            }
            object.values_mut().for_each(forbid_unknown_fields);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(forbid_unknown_fields),
        _ => {}
    }
}

#[test]
fn json_fits_its_schema() {
    let schema = include_str!("../../schema/jixiao-result-1.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("schema is JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("schema is valid");
    let mut documents = mixed();
    documents.push(hard_places());
    for documents in [&documents[..], &[]] {
        let out = render_with("json", &Options::default(), documents, skipped());
        let value: serde_json::Value = serde_json::from_str(&out).expect("output is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(value["summary"]["documents"], documents.len());
    }
    let mut strict = schema.clone();
    forbid_unknown_fields(&mut strict);
    let strict = jsonschema::draft202012::new(&strict).expect("schema is valid");
    let out = render_with("json", &Options::default(), &documents, skipped());
    let value: serde_json::Value = serde_json::from_str(&out).expect("output is JSON");
    let errors: Vec<String> = strict
        .iter_errors(&value)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "fields that the schema does not describe: {errors:#?}"
    );
    let broken = serde_json::json!({"schema": "jixiao-result/1"});
    assert!(!validator.is_valid(&broken));
    let out = render_with("json", &Options::default(), &documents[..3], skipped());
    let value: serde_json::Value = serde_json::from_str(&out).expect("output is JSON");
    let pretty = serde_json::to_string_pretty(&value).expect("pretty");
    snapshot("json.txt", &(pretty + "\n"));
}

#[test]
fn json_columns_count_characters_and_bytes_count_bytes() {
    let out = render(
        "json",
        &Options::default(),
        &[document("x.txt", FORM, vec![totals()])],
    );
    let value: serde_json::Value = serde_json::from_str(&out).expect("output is JSON");
    let span = &value["documents"][0]["findings"][0]["spans"][0];
    assert_eq!(span["line"], 11);
    assert_eq!(span["column"], 2);
    assert_eq!(span["end_column"], 11);
    assert_eq!(span["text"], "22,001.49");
    assert_eq!(span["value"], "22001.49");
    let start = usize::try_from(span["start_byte"].as_u64().expect("a number")).expect("small");
    assert!(FORM[start..].starts_with("22,001.49"));
}

#[test]
fn jsonl_is_one_object_a_line() {
    let out = render("jsonl", &Options::default(), &mixed());
    let lines: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0]["path"], "declarations/education.txt");
    assert_eq!(lines[0]["file"], lines[0]["path"]);
    assert_eq!(lines[0]["rule"], "totals-balanced");
    assert_eq!(lines[0]["line"], 11);
    assert_eq!(lines[3]["waiver"]["by"], "李某");
    assert_eq!(lines[4]["line"], serde_json::Value::Null);
    snapshot("jsonl.txt", &out);
}
