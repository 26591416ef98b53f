use mainstay_model::{Directness, LicenseValue, Origin, RelationKind, Scope};

use crate::Refusal;
use crate::testing::{Files, codes, find, labels, parse, parse_in, standing, try_parse};

fn dependency(rest: &str) -> String {
    format!("<dependency><groupId>org.d</groupId>{rest}</dependency>")
}

fn project(head: &str, dependencies: &str) -> String {
    format!("<project>{head}<dependencies>{dependencies}</dependencies></project>")
}

const HEAD: &str = "<groupId>org.a</groupId><artifactId>app</artifactId><version>1.0</version>";

#[test]
fn scopes_types_and_exclusions_are_read() {
    let list = [
        "<artifactId>compile</artifactId><version>1</version>",
        "<artifactId>run</artifactId><version>1</version><scope>runtime</scope>",
        "<artifactId>given</artifactId><version>1</version><scope>provided</scope>",
        "<artifactId>test</artifactId><version>1</version><scope>test</scope>",
        "<artifactId>maybe</artifactId><version>1</version><optional>true</optional>",
        "<artifactId>disk</artifactId><version>1</version><scope>system</scope><systemPath>lib/x.jar</systemPath>",
        "<artifactId>typed</artifactId><version>1</version><type>test-jar</type><classifier>tests</classifier>\
         <exclusions><exclusion><groupId>x</groupId><artifactId>*</artifactId></exclusion></exclusions>",
    ];
    let text = project(HEAD, &list.map(dependency).concat());
    let parsed = parse("pom.xml", &text);
    let bom = &parsed.value;
    let scope = |name: &str| standing(bom, &format!("org.d/{name}"));
    assert_eq!(scope("compile"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(scope("run").0, Some(Scope::Runtime));
    assert_eq!(scope("given").0, Some(Scope::Provided));
    assert_eq!(scope("test").0, Some(Scope::Test));
    assert_eq!(scope("maybe").0, Some(Scope::Optional));
    assert_eq!(find(bom, "org.d/disk").origin, Origin::Path("lib/x.jar".into()));
    let typed = find(bom, "org.d/typed");
    let purl = typed.purl.as_ref().unwrap().to_string();
    assert_eq!(purl, "pkg:maven/org.d/typed@1?classifier=tests&type=test-jar");
    assert!(typed.properties.contains(&("maven:exclusion".into(), "x:*".into())));
    assert!(parsed.problems.is_empty());
    assert!(find(bom, "org.a/app").first_party);
}

#[test]
fn properties_come_from_the_project_its_parent_and_one_another() {
    let parent = "<project><groupId>org.a</groupId><artifactId>up</artifactId><version>2.0</version>\
        <packaging>pom</packaging><licenses><license><name>Apache 2</name><url>u</url></license></licenses>\
        <properties><a>${b}.1</a><b>7</b><loop>${loop}</loop></properties>\
        <dependencyManagement><dependencies><dependency><groupId>org.d</groupId><artifactId>managed</artifactId>\
        <version>${project.version}</version><scope>test</scope></dependency></dependencies></dependencyManagement>\
        <dependencies><dependency><groupId>org.d</groupId><artifactId>inherited</artifactId><version>${a}</version>\
        </dependency></dependencies></project>";
    let head = "<parent><groupId>org.a</groupId><artifactId>up</artifactId><version>2.0</version></parent>\
        <artifactId>app</artifactId><version>3.0</version><properties><b>8</b></properties>";
    let list = [
        "<artifactId>managed</artifactId>",
        "<artifactId>own</artifactId><version>${project.parent.version}</version>",
        "<artifactId>circle</artifactId><version>${loop}</version>",
        "<artifactId>env</artifactId><version>${env.VERSION}</version>",
    ];
    let child = project(head, &list.map(dependency).concat());
    let parsed = parse_in(&[("pom.xml", parent), ("app/pom.xml", &child)], "app/pom.xml");
    let bom = &parsed.value;
    let expected = [
        "org.a/app@3.0",
        "org.d/managed@3.0",
        "org.d/own@2.0",
        "org.d/circle",
        "org.d/env",
        "org.d/inherited@8.1",
    ];
    assert_eq!(labels(bom), expected);
    assert_eq!(standing(bom, "org.d/managed").0, Some(Scope::Test));
    assert_eq!(codes(&parsed), ["property-missing", "property-missing", "version-unknown"]);
    assert_eq!(find(bom, "org.d/inherited").locations[0].path, "pom.xml");
    assert_eq!(find(bom, "org.a/app").licenses[0].value, LicenseValue::Name("Apache 2".into()));
}

#[test]
fn bills_and_parents_are_found_by_coordinates_and_siblings_are_first_party() {
    let root = "<project><groupId>org.a</groupId><artifactId>root</artifactId><version>${revision}</version>\
        <packaging>pom</packaging><properties><revision>1</revision></properties>\
        <modules><module>bom</module><module>conf</module><module>lib</module><module>gone</module></modules></project>";
    let bom = "<project><groupId>org.a</groupId><artifactId>bom</artifactId><version>1</version>\
        <properties><v>5.5</v></properties><dependencyManagement><dependencies><dependency><groupId>org.d</groupId>\
        <artifactId>x</artifactId><version>${v}</version></dependency></dependencies></dependencyManagement></project>";
    let conf = "<project><groupId>org.a</groupId><artifactId>conf</artifactId><version>1</version>\
        <dependencyManagement><dependencies><dependency><groupId>org.a</groupId><artifactId>bom</artifactId>\
        <version>1</version><type>pom</type><scope>import</scope></dependency></dependencies></dependencyManagement></project>";
    let lib = "<project><parent><groupId>org.a</groupId><artifactId>conf</artifactId><version>1</version>\
        <relativePath/></parent><artifactId>lib</artifactId><dependencies>\
        <dependency><groupId>org.d</groupId><artifactId>x</artifactId></dependency>\
        <dependency><groupId>org.a</groupId><artifactId>root</artifactId><version>1</version><type>pom</type></dependency>\
        </dependencies></project>";
    let files = [("pom.xml", root), ("bom/pom.xml", bom), ("conf/pom.xml", conf), ("lib/pom.xml", lib)];
    let parsed = parse_in(&files, "lib/pom.xml");
    assert_eq!(labels(&parsed.value), ["org.a/lib@1", "org.d/x@5.5", "org.a/root@1"]);
    assert!(find(&parsed.value, "org.a/root").first_party);
    assert!(parsed.problems.is_empty());
    let root = parse_in(&files, "pom.xml");
    let contained =
        root.value.relations.iter().filter(|relation| relation.kind == RelationKind::Contains).count();
    assert_eq!((contained, codes(&root)), (3, vec!["module-missing"]));
    let conf = parse_in(&files, "conf/pom.xml");
    assert_eq!(standing(&conf.value, "org.a/bom").0, Some(Scope::Build));
}

#[test]
fn what_is_outside_the_tree_is_told_and_leaves_versions_unknown() {
    let head = "<parent><groupId>org.up</groupId><artifactId>parent</artifactId><version>3</version></parent>\
        <artifactId>app</artifactId><dependencyManagement><dependencies><dependency><groupId>org.b</groupId>\
        <artifactId>bill</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency>\
        </dependencies></dependencyManagement>";
    let parsed = parse("pom.xml", &project(head, &dependency("<artifactId>x</artifactId>")));
    let expected = ["org.up/app@3", "org.up/parent@3", "org.d/x", "org.b/bill@1"];
    assert_eq!(labels(&parsed.value), expected);
    assert_eq!(codes(&parsed), ["parent-missing", "version-missing", "bill-missing", "version-unknown"]);
    let message = &parsed.problems[1].message;
    assert!(message.contains("org.up:parent:3") && message.contains("org.b:bill:1"), "{message}");
}

#[test]
fn parents_in_a_circle_end() {
    let pom = |own: &str, up: &str, path: &str| {
        format!(
            "<project><parent><groupId>g</groupId><artifactId>{up}</artifactId><version>1</version>\
             <relativePath>{path}</relativePath></parent><groupId>g</groupId><artifactId>{own}</artifactId>\
             <version>1</version><modules><module>../a</module><module>../b</module></modules></project>"
        )
    };
    let (a, b) = (pom("a", "b", "../b"), pom("b", "a", "../a/pom.xml"));
    let parsed = parse_in(&[("a/pom.xml", &a), ("b/pom.xml", &b)], "a/pom.xml");
    assert_eq!(codes(&parsed), ["parent-cycle"]);
    assert_eq!(labels(&parsed.value), ["g/a@1", "g/b@1"]);
}

#[test]
fn a_pom_that_only_stands_where_the_parent_should_is_not_the_parent() {
    let other = "<project><groupId>g</groupId><artifactId>up</artifactId><version>9</version></project>";
    let child = "<project><parent><groupId>g</groupId><artifactId>up</artifactId><version>1</version></parent>\
        <artifactId>c</artifactId></project>";
    let parsed = parse_in(&[("pom.xml", other), ("c/pom.xml", child)], "c/pom.xml");
    assert_eq!(codes(&parsed), ["parent-missing"]);
}

#[test]
fn ranges_are_kept_and_are_no_versions() {
    let list = ["[1.0,2.0)", "[1.5]", "LATEST", "(,1]"].map(|version| {
        dependency(&format!("<artifactId>a{}</artifactId><version>{version}</version>", version.len()))
    });
    let parsed = parse("pom.xml", &project(HEAD, &list.concat()));
    let found: Vec<(Option<&str>, Option<&str>)> = parsed.value.components[1..]
        .iter()
        .map(|component| (component.version.as_deref(), component.version_range.as_deref()))
        .collect();
    let expected =
        [(None, Some("[1.0,2.0)")), (Some("1.5"), None), (None, Some("LATEST")), (None, Some("(,1]"))];
    assert_eq!(found, expected);
}

#[test]
fn profiles_are_listed_and_marked_and_plugins_are_for_the_build() {
    let head = format!(
        "{HEAD}<build><pluginManagement><plugins><plugin><artifactId>p</artifactId><version>3</version></plugin>\
         </plugins></pluginManagement><plugins><plugin><artifactId>p</artifactId><dependencies>{}</dependencies>\
         </plugin></plugins></build><profiles><profile><id>extra</id><dependencies>{}</dependencies></profile></profiles>",
        dependency("<artifactId>inner</artifactId><version>1</version>"),
        dependency("<artifactId>late</artifactId><version>1</version>"),
    );
    let parsed = parse("pom.xml", &project(&head, ""));
    let bom = &parsed.value;
    let expected = ["org.a/app@1.0", "org.d/late@1", "org.apache.maven.plugins/p@3", "org.d/inner@1"];
    assert_eq!(labels(bom), expected);
    assert_eq!(codes(&parsed), ["profile-not-evaluated"]);
    assert_eq!(standing(bom, "org.d/inner").0, Some(Scope::Build));
    assert_eq!(find(bom, "org.d/late").properties[1], ("maven:profile".into(), "extra".into()));
}

#[test]
fn properties_that_double_at_every_level_are_bounded() {
    let properties: String =
        (0..60).map(|n| format!("<p{n}>${{p{}}}${{p{}}}</p{n}>", n + 1, n + 1)).collect();
    for last in ["x", ""] {
        let head = format!("{HEAD}<properties>{properties}<p60>{last}</p60></properties>");
        let text = project(&head, &dependency("<artifactId>x</artifactId><version>${p0}</version>"));
        assert_eq!(codes(&parse("pom.xml", &text)), ["property-missing", "version-unknown"]);
    }
}

#[test]
fn other_documents_are_refused_and_a_nameless_project_is_no_subject() {
    let files = Files::new(&[("pom.xml", "<settings/>")]);
    assert!(matches!(try_parse(&files, "pom.xml"), Err(Refusal::Syntax { .. })));
    let text = project("", &dependency("<artifactId>x</artifactId><version>1</version>"));
    let parsed = parse("pom.xml", &text);
    assert_eq!(parsed.value.subjects.len(), 0);
    assert_eq!(standing(&parsed.value, "org.d/x"), (Some(Scope::Runtime), Directness::Direct));
}

#[test]
fn a_property_that_goes_in_a_circle_says_so() {
    let text = "<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version>\
                <properties><a>${b}</a><b>${a}</b></properties>\
                <dependencies><dependency><groupId>q</groupId><artifactId>r</artifactId><version>${a}</version></dependency></dependencies></project>";
    let parsed = parse("pom.xml", text);
    assert!(parsed.problems[0].message.contains("goes in a circle"), "{}", parsed.problems[0].message);
}

#[test]
fn of_a_dependency_that_is_declared_twice_the_last_counts() {
    let twice = "<dependency><groupId>b</groupId><artifactId>dup</artifactId><version>1</version></dependency><dependency><groupId>b</groupId><artifactId>dup</artifactId><version>9</version><scope>test</scope></dependency>";
    let text = format!(
        "<project><groupId>g</groupId><artifactId>c</artifactId><version>1</version><dependencies>{twice}</dependencies></project>"
    );
    let parsed = parse("pom.xml", &text);
    assert_eq!(labels(&parsed.value), ["g/c@1", "b/dup@9"]);
    assert_eq!(standing(&parsed.value, "b/dup").0, Some(Scope::Test));
    assert_eq!(codes(&parsed), ["dependency-repeated"]);
}

#[test]
fn a_property_that_a_profile_sets_makes_versions_doubtful() {
    let pom = |used: &str| {
        format!(
            "<project><groupId>g</groupId><artifactId>c</artifactId><version>1</version><properties><x>1</x></properties><profiles><profile><id>on</id><properties><x>5</x></properties></profile></profiles><dependencies><dependency><groupId>b</groupId><artifactId>b</artifactId><version>{used}</version></dependency></dependencies></project>"
        )
    };
    assert_eq!(codes(&parse("pom.xml", &pom("${x}"))), ["profile-not-evaluated"]);
    assert_eq!(codes(&parse("pom.xml", &pom("1"))), [""; 0]);
}
