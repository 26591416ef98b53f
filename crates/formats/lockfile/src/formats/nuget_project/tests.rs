use mainstay_model::{Directness, Scope};

use crate::testing::{codes, edges, find, labels, parse, parse_in, standing};

const PROJECT: &str = r#"<Project Sdk="Microsoft.NET.Sdk">
<PropertyGroup><Version>1.2.3</Version><Json>13.0.1</Json></PropertyGroup>
<ItemGroup>
 <PackageReference Include="Json" Version="$(Json)" />
 <PackageReference Include="Child"><Version>2.0</Version><PrivateAssets>all</PrivateAssets></PackageReference>
 <PackageReference Include="Tool" Version="1.0" PrivateAssets="all" IncludeAssets="build; analyzers" />
 <PackageReference Include="Central" />
 <PackageReference Include="Over" VersionOverride="9.0" />
 <PackageReference Include="Float" Version="1.*" />
 <PackageReference Include="Unknown" Version="$(Nowhere)" />
 <PackageReference Include="Defaulted" Version="$(Default)" />
 <PackageReference Include="Net48" Version="4.8" Condition="'$(TargetFramework)' == 'net48'" />
 <ProjectReference Include="..\Lib\Lib.csproj" />
 <ProjectReference Include="..\Gone\Gone.csproj" />
</ItemGroup>
</Project>"#;

const BUILD: &str = r#"<Project><PropertyGroup><Default Condition="'$(Default)' == ''">7.0</Default>
<Nowhere Condition="'$(OS)' == 'x'">1</Nowhere></PropertyGroup></Project>"#;

const CENTRAL: &str = r#"<Project><ItemGroup>
<PackageVersion Include="central" Version="5.0.0" />
<PackageVersion Include="Over" Version="1.0" />
<GlobalPackageReference Include="Everywhere" Version="3.0" />
</ItemGroup></Project>"#;

fn tree() -> Vec<(&'static str, &'static str)> {
    vec![
        ("src/App/App.csproj", PROJECT),
        ("src/Lib/Lib.csproj", "<Project/>"),
        ("src/Directory.Build.props", BUILD),
        ("Directory.Packages.props", CENTRAL),
    ]
}

#[test]
fn versions_come_from_attributes_children_properties_and_the_center() {
    let parsed = parse_in(&tree(), "src/App/App.csproj");
    let expected = [
        "App@1.2.3",
        "Everywhere@3.0",
        "Json@13.0.1",
        "Child@2.0",
        "Tool@1.0",
        "Central@5.0.0",
        "Over@9.0",
        "Float",
        "Unknown",
        "Defaulted@7.0",
        "Net48@4.8",
        "Lib",
    ];
    assert_eq!(labels(&parsed.value), expected);
    assert_eq!(
        codes(&parsed),
        [
            "version-range",
            "property-missing",
            "condition-not-evaluated",
            "project-missing",
            "version-unknown"
        ]
    );
    assert_eq!(find(&parsed.value, "Float").version_range.as_deref(), Some("1.*"));
    assert_eq!(edges(&parsed.value).len(), 11);
}

#[test]
fn a_private_package_is_a_tool_only_when_nothing_is_compiled_against_it() {
    let bom = parse_in(&tree(), "src/App/App.csproj").value;
    assert_eq!(standing(&bom, "Json"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(&bom, "Child").0, None);
    assert_eq!(standing(&bom, "Tool").0, Some(Scope::Development));
    assert_eq!(standing(&bom, "Everywhere").0, Some(Scope::Development));
}

#[test]
fn an_import_goes_up_and_a_circle_of_imports_ends() {
    let up = r#"<Project><Import Project="$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '..'))"/>
        <Import Project="Directory.Build.props"/><Import Project="a.props"/></Project>"#;
    let files = [
        (
            "x/A.csproj",
            "<Project><ItemGroup><PackageReference Include='P' Version='$(V)'/></ItemGroup></Project>",
        ),
        ("x/Directory.Build.props", up),
        ("x/a.props", "<Project><Import Project='a.props'/></Project>"),
        ("Directory.Build.props", "<Project><PropertyGroup><V>1.5</V></PropertyGroup></Project>"),
    ];
    assert_eq!(labels(&parse_in(&files, "x/A.csproj").value), ["A", "P@1.5"]);
}

#[test]
fn conditions_around_and_sdks_with_versions_are_seen() {
    let text = "<Project Sdk='My.Sdk/3.0.2'><Choose><When Condition='c'><ItemGroup>\
                <PackageReference Include='P' Version='1'/></ItemGroup></When></Choose>\
                <ItemGroup><PackageReference Update='P' Version='2'/><PackageReference/></ItemGroup></Project>";
    let parsed = parse("A.fsproj", text);
    assert_eq!(labels(&parsed.value), ["A", "P@2", "My.Sdk@3.0.2"]);
    assert_eq!(codes(&parsed), ["entry-unread", "condition-not-evaluated"]);
    assert_eq!(standing(&parsed.value, "My.Sdk").0, Some(Scope::Build));
}

#[test]
fn versions_under_conditions_are_all_listed_and_told() {
    let central = "<Project><ItemGroup><PackageVersion Include='Multi' Version='1.0.0' Condition=\"'$(T)' == 'net48'\"/>\
                   <PackageVersion Include='Multi' Version='2.0.0' Condition=\"'$(T)' != 'net48'\"/></ItemGroup></Project>";
    let project = "<Project><ItemGroup><PackageReference Include='Multi'/><PackageReference Include='Own' Version='1.0'/>\
                   <PackageReference Update='Own' Version='2.0' Condition='x'/><PackageReference Include='Kept' Version='3.0'/>\
                   <PackageReference Remove='Kept' Condition='y'/></ItemGroup></Project>";
    let parsed = parse_in(&[("Directory.Packages.props", central), ("a.csproj", project)], "a.csproj");
    assert_eq!(labels(&parsed.value), ["a", "Multi@1.0.0", "Multi@2.0.0", "Own@1.0", "Own@2.0", "Kept@3.0"]);
    let told = codes(&parsed);
    assert_eq!(told, ["condition-not-evaluated", "version-conditional", "version-conditional"]);
    assert_eq!(find(&parsed.value, "Multi@1.0.0").properties[0].1, "'$(T)' == 'net48'");
}

#[test]
fn the_nearest_targets_count_after_the_project() {
    let project = "<Project><ItemGroup><PackageReference Include='Own' Version='2.0'/><PackageReference Include='Central'/>\
                   <PackageReference Include='Gone' Version='1'/></ItemGroup></Project>";
    let targets = "<Project><ItemGroup><PackageReference Include='Extra' Version='5.0'/><PackageReference Update='Own' Version='2.1'/>\
                   <PackageReference Update='Central' Version='8.2'/><PackageReference Remove='Gone'/></ItemGroup></Project>";
    let above = "<Project><ItemGroup><PackageReference Include='Above' Version='1'/></ItemGroup></Project>";
    let files = [
        ("src/a/A.csproj", project),
        ("src/Directory.Build.targets", targets),
        ("Directory.Build.targets", above),
    ];
    let parsed = parse_in(&files, "src/a/A.csproj");
    assert_eq!(labels(&parsed.value), ["A", "Own@2.1", "Central@8.2", "Extra@5.0"]);
    assert_eq!(standing(&parsed.value, "Extra"), (Some(Scope::Runtime), Directness::Direct));
    let off = "<Project><PropertyGroup><ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets></PropertyGroup></Project>";
    assert_eq!(
        labels(&parse_in(&[("A.csproj", off), ("Directory.Build.targets", above)], "A.csproj").value),
        ["A"]
    );
}

#[test]
fn a_file_is_imported_once() {
    let item = "<ItemGroup><PackageReference Include='P' Version='1'/></ItemGroup>";
    let last = format!("<Project>{item}</Project>");
    let mut files = vec![
        ("A.csproj".to_owned(), "<Project><Import Project='f0'/></Project>".to_owned()),
        ("f30".to_owned(), last),
    ];
    for number in 0..30 {
        let import = format!("<Import Project='f{}'/>", number + 1);
        files.push((format!("f{number}"), format!("<Project>{import}{import}</Project>")));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(labels(&parse_in(&files, "A.csproj").value), ["A", "P@1"]);
}
