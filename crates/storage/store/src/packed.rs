//! The stored form of records that are read whole: small numbers in few bytes, then zstd, before it the size.

use crate::{Result, StoreError};

/// Packs a record.
pub(crate) fn pack(bytes: &[u8], level: i32) -> Result<Vec<u8>> {
    let mut record = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
    let packed = zstd::bulk::compress(bytes, level).map_err(|error| StoreError::Fault(Box::new(error)))?;
    record.extend_from_slice(&packed);
    Ok(record)
}

/// Unpacks a record that is not larger than `largest` before it is packed.
pub(crate) fn unpack(record: &[u8], largest: usize) -> Option<Vec<u8>> {
    let (size, packed) = record.split_first_chunk::<4>()?;
    let size = u32::from_le_bytes(*size) as usize;
    if size > largest { None } else { zstd::bulk::decompress(packed, size).ok() }
}

/// A number in as many bytes as it needs, seven bits in each.
pub(crate) fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// Small numbers of either sign become small numbers.
pub(crate) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, (value << 1 ^ value >> 63).cast_unsigned());
}

fn number(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = input.split_first()?;
        *input = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// A count; every item takes a byte at least, so that damage does not ask for memory.
pub(crate) fn count(input: &mut &[u8]) -> Option<usize> {
    usize::try_from(number(input)?).ok().filter(|count| *count <= input.len())
}

/// What [`put_signed`] wrote.
pub(crate) fn signed(input: &mut &[u8]) -> Option<i64> {
    let value = number(input)?;
    Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
}

/// So many bytes.
pub(crate) fn take<'a>(input: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = input.split_at_checked(length)?;
    *input = rest;
    Some(taken)
}
