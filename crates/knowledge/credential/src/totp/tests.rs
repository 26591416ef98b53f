use jiff::Timestamp;

use super::{address, code, text, verify};

const SECRET: &[u8; 20] = b"12345678901234567890";

/// RFC 6238, appendix B: the rows of SHA-1.
const VECTORS: [(i64, u32); 6] = [
    (59, 94_287_082),
    (1_111_111_109, 7_081_804),
    (1_111_111_111, 14_050_471),
    (1_234_567_890, 89_005_924),
    (2_000_000_000, 69_279_037),
    (20_000_000_000, 65_353_130),
];

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn codes_are_those_of_the_standard() {
    for (second, expected) in VECTORS {
        let step = u64::try_from(second / 30).unwrap();
        assert_eq!(code(SECRET, step, 8), expected, "{second}");
        let typed = format!("{:06}", expected % 1_000_000);
        assert_eq!(verify(SECRET, &typed, at(second), None), Some(step), "{second}");
    }
}

#[test]
fn a_code_holds_one_step_before_and_after_and_no_longer() {
    for (second, held) in [(-31, false), (-30, true), (29, true), (59, true), (60, false)] {
        // The code of step 41152263, which begins at 1234567890.
        let found = verify(SECRET, "005924", at(1_234_567_890 + second), None);
        assert_eq!(found, held.then_some(41_152_263), "{second}");
    }
}

#[test]
fn a_code_is_taken_once_and_none_before_it_afterwards() {
    let now = at(1_234_567_890);
    let step = verify(SECRET, "005924", now, None).unwrap();
    assert_eq!(verify(SECRET, "005924", now, Some(step - 1)), Some(step));
    assert_eq!(verify(SECRET, "005924", now, Some(step)), None);
    assert_eq!(verify(SECRET, "005924", now, Some(step + 1)), None);
    let next = format!("{:06}", code(SECRET, step + 1, 6));
    assert_eq!(verify(SECRET, &next, now, Some(step)), Some(step + 1));
}

#[test]
fn a_code_is_six_digits_and_blanks_make_no_difference() {
    let now = at(1_234_567_890);
    for typed in ["005 924", " 005924\n", "0 0 5 9 2 4"] {
        assert!(verify(SECRET, typed, now, None).is_some(), "{typed:?}");
    }
    let long = "005924".repeat(1_000);
    for typed in ["", "5924", "+05924", "0059240", "00592a", "٠٠٥٩٢٤", long.as_str()] {
        assert_eq!(verify(SECRET, typed, now, None), None, "{typed:?}");
    }
}

#[test]
fn times_before_the_epoch_and_at_the_end_of_time_do_not_panic() {
    assert_eq!(verify(SECRET, "005924", Timestamp::MIN, None), None);
    assert_eq!(verify(SECRET, "005924", Timestamp::MAX, Some(u64::MAX)), None);
    assert_eq!(verify(SECRET, &format!("{:06}", code(SECRET, 0, 6)), at(0), None), Some(0));
}

#[test]
fn the_address_escapes_what_a_person_may_be_called() {
    assert_eq!(
        address("Main: & Stay", "ada/ö?@example.org", SECRET),
        "otpauth://totp/Main%20%20%26%20Stay:ada%2F%C3%B6%3F%40example.org\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Main%20%20%26%20Stay\
         &algorithm=SHA1&digits=6&period=30"
    );
    assert_eq!(text(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}
