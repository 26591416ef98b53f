//! The same document many times at once: one document, no error.

use std::thread;

use mainstay_testapp::{Database, Program};

use crate::support::{Receipt, Sample, Witness, binary, upload};

#[test]
fn the_same_sbom_uploaded_32_times_at_once_is_one_document() {
    for database in Database::both() {
        let (program, address) = Program::serve(binary(), database.url(), &[]);
        let sample = Sample::new(1, 500);
        let receipts: Vec<Receipt> = thread::scope(|scope| {
            let uploads: Vec<_> =
                (0..32).map(|_| scope.spawn(|| upload(address, &sample).unwrap())).collect();
            uploads.into_iter().map(|upload| upload.join().unwrap()).collect()
        });
        assert_eq!(receipts.iter().filter(|receipt| !receipt.already).count(), 1, "{}", database.name());
        assert!(receipts.iter().all(|receipt| receipt.sbom == receipts[0].sbom));
        let witness = Witness::open(database.url());
        witness.wait_for_rest();
        witness.assert_all_in_order();
        assert_eq!((witness.sboms().len(), witness.works().len()), (1, 1));
        assert!(!program.stop().said.contains("ERROR"));
    }
}

#[test]
fn the_same_file_imported_by_8_processes_at_once_is_one_document() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sbom.json");
    std::fs::write(&file, &Sample::new(1, 100).bytes).unwrap();
    let file = file.display().to_string();
    for database in Database::both() {
        let import = ["import", &file, "--format", "json"];
        let processes: Vec<Program> =
            (0..8).map(|_| Program::start(binary(), database.url(), &import)).collect();
        for process in processes {
            let ended = process.end();
            // Whoever comes later waits for the one that reads it, and tells what came of it.
            assert!(ended.status.success(), "{}: {}{}", database.name(), ended.output, ended.said);
            assert!(ended.output.contains("\"components\":100,"), "{}: {}", database.name(), ended.output);
        }
        let witness = Witness::open(database.url());
        witness.assert_all_in_order();
        assert_eq!((witness.sboms().len(), witness.works().len()), (1, 1));
    }
}
