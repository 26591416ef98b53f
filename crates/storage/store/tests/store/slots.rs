//! What stands beside an SBOM in its slot.

use mainstay_store::*;
use uuid::Uuid;

use crate::support::{bom, both, claimed, release, save};

#[tokio::test]
async fn neighbors_are_of_the_same_slot_and_were_read_and_come_in_one_statement() {
    for store in both().await {
        let (one, two) = (release(&store, "shop", "1").await, release(&store, "shop", "2").await);
        let mut received = Vec::new();
        for (number, (release, source, label, read)) in [
            (one, SbomSource::Build, "", true),
            (one, SbomSource::Build, "", false),
            (one, SbomSource::Source, "", true),
            (one, SbomSource::Build, "part", true),
            (two, SbomSource::Build, "", true),
            (one, SbomSource::Build, "", true),
            (one, SbomSource::Build, "", true),
        ]
        .into_iter()
        .enumerate()
        {
            let bytes = number.to_string();
            let new = NewSbom { label, ..NewSbom::new(release, source, bytes.as_bytes()) };
            let sbom = store.receive(&new).await.unwrap().sbom;
            if read {
                let bom = bom(&["pkg:npm/a@1"]);
                save(&store, sbom, &InventoryRecord::new(&bom)).await.unwrap();
            } else {
                let claimed = claimed(&store).await.unwrap();
                store.fail_sbom(sbom, "broken", &[], &claimed).await.unwrap();
            }
            received.push(sbom);
        }
        let before = store.statements();
        let asked: Vec<Uuid> = received.iter().copied().chain([Uuid::nil()]).collect();
        let beside = store.sboms_beside(&asked).await.unwrap();
        assert_eq!(store.statements() - before, 1);
        let at = |place: usize| Some(received[place]);
        let expected = [
            (None, at(5)),
            (at(0), at(5)),
            (None, None),
            (None, None),
            (None, None),
            (at(0), at(6)),
            (at(5), None),
        ];
        assert_eq!(beside.len(), expected.len());
        for (sbom, (previous, next)) in received.iter().zip(expected) {
            assert_eq!(beside[sbom], Beside { previous, next });
        }
        assert!(store.sboms_beside(&[]).await.unwrap().is_empty());
    }
}
