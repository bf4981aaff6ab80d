//! Which cells of the capability table a test has walked: one that no test walks makes the suite fail.

use std::collections::HashSet;

use gatekey::gateway::capability::{Field, Support, Verb};
use gatekey::gateway::cells::{self, Cell};
use gatekey::gateway::{Error, ErrorKind, Gateway};

/// The way through the table of one gateway.
pub(super) struct Walk<'g> {
    gateway: &'g dyn Gateway,
    walked: HashSet<(Verb, Field)>,
}

impl<'g> Walk<'g> {
    pub(super) fn new(gateway: &'g dyn Gateway) -> Self {
        Self { gateway, walked: HashSet::new() }
    }

    /// A call with this field was made, and `took_effect` is what was seen of it.
    #[track_caller]
    pub(super) fn carried(&mut self, verb: Verb, field: Field, took_effect: bool) {
        assert!(is_supported(self.gateway, verb, field), "`{}` was to refuse {}", verb.as_str(), field.as_str());
        assert!(took_effect, "`{}` went without {}", verb.as_str(), field.as_str());
        self.walked.insert((verb, field));
    }

    /// Nothing can be typed for the field, and nothing of it was told.
    #[track_caller]
    pub(super) fn untold(&mut self, verb: Verb, field: Field, was_told: bool) {
        assert!(!is_supported(self.gateway, verb, field) && !was_told, "{} shows {}", verb.as_str(), field.as_str());
        self.walked.insert((verb, field));
    }

    /// The call failed with this error, as it must, with what can be done instead.
    #[track_caller]
    pub(super) fn refused(&mut self, verb: Verb, field: Field, error: &Error) {
        let Support::No(instead) = self.gateway.support(verb, field) else {
            panic!("`{}` refuses {}, which the table has: {error:?}", verb.as_str(), field.as_str())
        };
        assert_eq!(error.kind, ErrorKind::Unsupported, "`{}` with {}: {error:?}", verb.as_str(), field.as_str());
        assert!(!instead.is_empty(), "`{}` with {} has no alternative", verb.as_str(), field.as_str());
        assert_eq!(error.hint.as_deref(), Some(instead));
        self.walked.insert((verb, field));
    }

    /// The call failed because this server has no licence for it, and says so.
    #[track_caller]
    pub(super) fn unlicensed(&mut self, verb: Verb, error: &Error) {
        assert!(error.kind == ErrorKind::Unsupported && error.message.contains("licence"), "{error:?}");
        self.walked.extend(fields(verb).map(|field| (verb, field)));
    }

    /// Fails for every cell that was to be walked on this way and was not.
    pub(super) fn ends(self, of_this_way: impl Fn(&dyn Gateway, &Cell) -> bool) {
        let missed: Vec<String> = cells::all()
            .filter(|cell| of_this_way(self.gateway, cell) && !self.walked.contains(&(cell.verb, cell.field)))
            .map(|cell| format!("{} × {}", cell.verb.as_str(), cell.field.word()))
            .collect();
        assert!(missed.is_empty(), "no test walks {missed:?}");
    }
}

pub(super) fn is_supported(gateway: &dyn Gateway, verb: Verb, field: Field) -> bool {
    !matches!(gateway.support(verb, field), Support::No(_))
}

/// What can be typed and is not supported; the other cells are carried, or shown or not.
pub(super) fn is_to_be_refused(gateway: &dyn Gateway, cell: &Cell) -> bool {
    cell.option.is_some() && !is_supported(gateway, cell.verb, cell.field)
}

/// The fields of the cells of this verb.
pub(super) fn fields(verb: Verb) -> impl Iterator<Item = Field> {
    cells::all().filter(move |cell| cell.verb == verb).map(|cell| cell.field)
}
