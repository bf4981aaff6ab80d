//! The shared nouns of gatekey and their JSON: plain data, no input or output, nothing imported from other rooms.
//!
//! One noun a file:
//! - [`secret`]: text that must not leak; [`secret_shape`]: who makes such text; [`redact`]: strikes secrets out of foreign text
//! - [`timestamp`], [`duration`], [`lifetime`], [`clock`]: points in time, lengths of time, and who tells the time
//! - [`kind`], [`url`], [`api_path`]: which software a gateway is, and where
//! - [`token`], [`rights`], [`token_name`], [`token_ref`]: a token, what it may do, how people name one
//! - [`token_query`], [`new_token`]: what is asked of a gateway; [`scope`]: what a token can be limited to there
//! - [`identity`]: who a credential is, on which server; [`user`], [`team`]: who else there is;
//!   [`name_or_id`]: how people name them
//! - [`mod@nearest`], [`mod@shell_word`], [`mod@capitalised`]: the word that was meant, how hints write what people named, and how
//!   sentences begin;
//!   [`hidden`]: what nobody sees
//! - [`sink`], [`sink_template`]: a place that a secret is handed to, and one for each token; [`rotation`]: how far the exchange of a secret has come
//! - [`trail_event`], [`watch_event`]: what was done to a token, and what is being done
//! - [`decoded_token`], [`verdict`], [`jwks_report`]: what a JWT holds, whether it is valid, and the keys for that
//! - [`access_facts`], [`access_report`]: what decides whether a gateway would let a caller in, the verdict, and the rules on
//!   the way
//! - [`status_report`], [`profile_entry`], [`bulk`], [`dry_run`], [`whois_report`], [`doctor_report`], [`rotate_report`],
//!   [`rotate_outcome`], [`audit_report`], [`capability_report`], [`authz_report`], [`error_report`], [`candidate`]: what
//!   commands answer

pub mod access_facts;
pub mod access_report;
pub mod api_path;
pub mod attributes;
pub mod audit_report;
pub mod authz_report;
pub mod bulk;
pub mod candidate;
pub mod capability_report;
pub mod capitalised;
pub mod clock;
pub mod decoded_token;
pub mod doctor_report;
pub mod dry_run;
pub mod duration;
pub mod error_report;
pub mod hidden;
pub mod identity;
pub mod jwks_report;
pub mod kind;
pub mod lifetime;
pub mod name_or_id;
pub mod nearest;
pub mod new_token;
pub mod profile_entry;
pub mod redact;
pub mod rights;
pub mod rotate_outcome;
pub mod rotate_report;
pub mod rotation;
pub mod scope;
pub mod secret;
pub mod secret_shape;
pub mod shell_word;
pub mod sink;
pub mod sink_template;
pub mod status_report;
pub mod team;
pub mod timestamp;
pub mod token;
pub mod token_name;
pub mod token_query;
pub mod token_ref;
pub mod trail_event;
pub mod url;
pub mod user;
pub mod verdict;
pub mod watch_event;
pub mod whois_report;

pub use access_facts::{AccessFacts, AccessQuestion, OfferedModel, Rows, RowsWanted, Told};
pub use access_report::{
    AccessDecision, AccessIdentity, AccessLine, AccessProof, AccessReport, AccessStep, StepOutcome,
};
pub use api_path::{ApiPath, ApiPathError};
pub use attributes::{Attribute, AttributeName, Attributes, AttributesChange};
pub use audit_report::{AuditReport, AuditRule, AuditedProfile, FailOn, Finding, Severity, Timeline, Unjudged};
pub use authz_report::{AuthzBar, AuthzReport, AuthzTiming};
pub use bulk::{BulkOutcome, BulkResult, BulkTarget, Outcome, UserOutcome, UserTarget};
pub use candidate::Candidate;
pub use capability_report::{Capability, CapabilityReport, SupportLevel};
pub use capitalised::capitalised;
pub use clock::Clock;
pub use decoded_token::{
    DecodedToken, SignedToken, TokenChangeLine, TokenDiff, TokenForm, TokenMember, TokenTimes, TokenWarning,
};
pub use doctor_report::{Check, CheckStatus, DoctorReport};
pub use dry_run::{DryRun, PlannedChange};
pub use duration::{parse_duration, shown_duration};
pub use error_report::{ErrorReport, RequestReport};
pub use hidden::is_hidden;
pub use identity::{Identity, OwnKey, Role, Server};
pub use jwks_report::{JwksChange, JwksDiff, JwksDiffLine, JwksFinding, JwksKey, JwksReport, OrphanedToken};
pub use kind::Kind;
pub use lifetime::Lifetime;
pub use name_or_id::NameOrId;
pub use nearest::nearest;
pub use new_token::{ListChange, ListChangeError, Minted, NewToken, TokenChange};
pub use profile_entry::ProfileEntry;
pub use redact::Redactor;
pub use rights::Rights;
pub use rotate_outcome::RotateOutcome;
pub use rotate_report::{NewProof, OldProof, Proof, RotateReport};
pub use rotation::{RotationMark, RotationPhase};
pub use scope::{Scope, ScopeKind};
pub use secret::Secret;
pub use secret_shape::SecretShape;
pub use shell_word::shell_word;
pub use sink::{Sink, SinkPlace, parse_variable_name};
pub use status_report::{CredentialReport, StatusReport};
pub use team::{NewTeam, Team, TeamMember, TeamQuery, TypedTeam};
pub use timestamp::{Timestamp, parse_time};
pub use token::{
    Budget, GatewayRef, Owner, RateLimit, RevokeMode, Revoked, SecretMatch, Status, TeamRef, Token, TokenId, TokenKind,
};
pub use token_name::TokenName;
pub use token_query::{OwnerFilter, Sort, SortField, StatusFilter, TokenQuery};
pub use token_ref::TokenRef;
pub use trail_event::{Actor, TokenHistory, TrailEvent};
pub use url::GatewayUrl;
pub use user::{NewUser, User, UserChange, UserFacts, UserQuery, UserRef, UserSort};
pub use verdict::{BatchLine, TokenCheck, TokenCheckStatus, Verdict, VerdictKey, VerdictKeySet};
pub use watch_event::{WatchEvent, WatchKind};
pub use whois_report::{Match, WhoisLine, WhoisReport};
