//! Signals that whoever started gatekey has it ignore, as `nohup` does, and a script for what runs in its background. They stay
//! ignored, here and in the programs that gatekey runs.

/// Whether this signal, by its number, is ignored. Only Linux tells.
#[cfg(unix)]
pub(super) fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    mask(&status).is_some_and(|mask| is_in(mask, signal))
}

/// The set of ignored signals, as the system writes it.
#[cfg(unix)]
fn mask(status: &str) -> Option<u64> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

#[cfg(unix)]
fn is_in(mask: u64, signal: i32) -> bool {
    u32::try_from(signal - 1).ok().and_then(|place| mask.checked_shr(place)).is_some_and(|rest| rest & 1 == 1)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_a_place_in_the_set() {
        let mask = mask("Name:\tgatekey\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n").expect("a set");
        assert!(is_in(mask, 1) && is_in(mask, 13));
        assert!(!is_in(mask, 2) && !is_in(mask, 0) && !is_in(mask, 65));
    }
}
