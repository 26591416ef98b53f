use mainstay_model::{LicenseSource, RelationKind};

use super::*;

const HEAD: &str = r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:s="http://spdx.org/rdf/terms#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">"##;

fn read(body: &str) -> Parsed<Bom> {
    parse(format!("{HEAD}{body}</rdf:RDF>").as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn elements_relationships_and_license_sets_are_read_whatever_the_prefix() {
    let read = read(
        r##"<s:SpdxDocument rdf:about="https://registry.example/d#SPDXRef-DOCUMENT">
        <s:specVersion>SPDX-2.3</s:specVersion>
        <s:dataLicense rdf:resource="http://spdx.org/licenses/CC0-1.0"/>
        <s:relationship><s:Relationship>
          <s:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
          <s:relatedSpdxElement><s:Package rdf:about="https://registry.example/d#SPDXRef-a">
            <s:name>a &amp; b</s:name>
            <s:licenseDeclared><s:DisjunctiveLicenseSet>
              <s:member rdf:resource="http://spdx.org/licenses/MIT"/>
              <s:member rdf:resource="http://spdx.org/licenses/ISC"/>
            </s:DisjunctiveLicenseSet></s:licenseDeclared>
            <s:licenseConcluded rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
            <s:relationship><s:Relationship>
              <s:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_dependsOn"/>
              <s:relatedSpdxElement rdf:resource="https://registry.example/d#SPDXRef-b"/>
            </s:Relationship></s:relationship>
          </s:Package></s:relatedSpdxElement>
        </s:Relationship></s:relationship>
      </s:SpdxDocument>
      <s:Package rdf:about="https://registry.example/d#SPDXRef-b"><s:name>b</s:name></s:Package>"##,
    );
    let bom = read.value;
    assert_eq!(bom.components[0].name, "a & b");
    let licenses: Vec<_> =
        bom.components[0].licenses.iter().map(|claim| (claim.source, claim.value.as_str())).collect();
    assert_eq!(
        licenses,
        [(LicenseSource::Declared, "MIT OR ISC"), (LicenseSource::Concluded, "NOASSERTION")]
    );
    assert_eq!(bom.subjects.len(), 1);
    assert_eq!(bom.relations[0].kind, RelationKind::DependsOn);
}

#[test]
fn entities_of_the_document_are_never_expanded() {
    let text = format!(
        "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>{HEAD}<s:SpdxDocument \
         rdf:about=\"x#SPDXRef-DOCUMENT\"><s:specVersion>SPDX-2.3</s:specVersion><s:name>&b;</s:name>\
         </s:SpdxDocument></rdf:RDF>"
    );
    let read = parse(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(read.value.document.name.as_deref(), Some("&b;"));
}

#[test]
fn deep_nesting_and_a_document_cut_short_are_refused() {
    let deep = format!("{HEAD}{}", "<s:a>".repeat(10_000));
    assert!(matches!(parse(deep.as_bytes(), &Limits::default()), Err(ReadError::Bound(_))));
    let cut = format!("{HEAD}<s:SpdxDocument>");
    assert!(matches!(parse(cut.as_bytes(), &Limits::default()), Err(ReadError::Syntax { .. })));
}

#[test]
fn license_sets_that_contain_themselves_end() {
    let read = read(
        r##"<s:SpdxDocument rdf:about="x#SPDXRef-DOCUMENT"><s:specVersion>SPDX-2.3</s:specVersion></s:SpdxDocument>
        <s:Package rdf:about="x#SPDXRef-a"><s:name>a</s:name><s:licenseDeclared rdf:nodeID="l"/></s:Package>
        <s:ConjunctiveLicenseSet rdf:nodeID="l"><s:member rdf:nodeID="l"/><s:member rdf:nodeID="l"/>
        </s:ConjunctiveLicenseSet>"##,
    );
    assert!(read.value.components[0].licenses.is_empty());
}
