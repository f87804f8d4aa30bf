//! `sarif`.

use jixiao::write::Options;
use serde_json::Value;

use super::reports::{
    FORM, document, finding, hard_places, mixed, render, render_with, skipped, snapshot, totals,
};
use jixiao::diag::{DocumentReport, Severity};

fn sarif(documents: &[DocumentReport]) -> Value {
    let out = render_with("sarif", &Options::default(), documents, skipped());
    serde_json::from_str(&out).expect("output is JSON")
}

#[test]
fn sarif_fits_the_schema_of_the_standard() {
    let schema = include_str!("../data/schema/sarif-2.1.0.json");
    let schema: Value = serde_json::from_str(schema).expect("schema is JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("schema is valid");
    let mut documents = mixed();
    documents.push(hard_places());
    for documents in [&documents[..], &[]] {
        let errors: Vec<String> = validator
            .iter_errors(&sarif(documents))
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut broken = sarif(&documents);
    broken["runs"][0]["results"][0]["level"] = "grave".into();
    assert!(!validator.is_valid(&broken));
}

#[test]
fn sarif_tells_rules_places_and_excuses() {
    let value = sarif(&mixed());
    let pretty = serde_json::to_string_pretty(&value).expect("pretty");
    snapshot("sarif.txt", &(pretty + "\n"));
    let run = &value["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let file = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let index = file["index"].as_u64().expect("an index") as usize;
        assert_eq!(run["artifacts"][index]["location"]["uri"], file["uri"]);
        let excused = result["suppressions"].is_array();
        let waived = result["ruleId"] == "unit-missing";
        let known = result["baselineState"] == "unchanged";
        assert_eq!(excused, waived || known, "{result}");
    }
}

#[test]
fn sarif_regions_count_characters() {
    let value = sarif(&[document("x.txt", FORM, vec![totals()])]);
    let result = &value["runs"][0]["results"][0];
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(value["runs"][0]["columnKind"], "unicodeCodePoints");
    for (key, at) in [
        ("startLine", 11),
        ("startColumn", 2),
        ("endLine", 11),
        ("endColumn", 11),
    ] {
        assert_eq!(region[key], at, "{key}");
    }
    assert_eq!(region["snippet"]["text"], "22,001.49");
    let related = &result["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "基本支出 = 5214.98 万元");
}

#[test]
fn sarif_makes_no_links_of_what_a_declaration_says() {
    let odd = finding(
        "x",
        "题",
        Severity::Hint,
        "写着“[点这里](https://example.com)”",
    );
    let value = sarif(&[document("目录/a b.txt", "", vec![odd])]);
    let result = &value["runs"][0]["results"][0];
    assert_eq!(
        result["message"]["text"],
        "写着“[点这里] (https://example.com)”。"
    );
    let file = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(file["uri"], "%E7%9B%AE%E5%BD%95/a%20b.txt");
}

#[test]
fn declarations_of_one_file_are_one_artifact() {
    let mut documents = vec![
        document("x.txt", FORM, Vec::new()),
        document("x.txt", FORM, Vec::new()),
    ];
    documents[0].part = Some(1);
    documents[1].part = Some(2);
    documents.push(document("y.txt", FORM, vec![totals()]));
    let out = render("sarif", &Options::default(), &documents);
    let value: Value = serde_json::from_str(&out).expect("output is JSON");
    let artifacts = value["runs"][0]["artifacts"].as_array().expect("artifacts");
    assert_eq!(artifacts.len(), 2);
    assert_eq!(artifacts[0]["properties"]["declarations"][1]["part"], 2);
}
