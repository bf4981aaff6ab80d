//! The program as a person uses it: one test program, a module per thing a person can do.

mod access; // why a gateway would let a request in or not
mod api; // a call that a person writes themself
mod audit; // tokens that somebody should look at, on every gateway
mod authz; // auth endpoints, asked as Llama Stack asks them
mod capabilities; // what can be done on a gateway
mod coder; // tokens, session keys, users and scopes of Coder
mod coder_organizations; // the organizations of Coder, as teams
mod coder_secrets; // keys and passwords of Coder: in no trace, and not sent to be recognised
mod coder_users; // the users of Coder
mod complete; // TAB: what could be typed next
mod docs; // README, docs/ and --help say what gatekey does
mod doctor; // the set-up on one screen
mod errors; // one run for each exit code, and every way in which a gateway can misbehave
mod formats; // every format of every family of commands
mod interrupts; // being asked to end in the middle, by a person, a terminal or CI
mod job; // a key that lives as long as a command
mod jwks; // the keys of providers: fetched, kept, compared
mod jwt; // JSON Web Tokens: decode, verify, sign, keygen, diff
mod kills; // rotations that are killed, cut off and failed at every step
mod layers; // who may call whom, as DESIGN §3 has it
mod litellm; // what LiteLLM refuses, misleads about and repeats
mod login; // logging in, being logged in, logging out
mod logout; // logging out when something stands in the way
mod made; // what a gateway made, held against what was asked for
mod manual; // completions and manual pages
mod output; // columns, jq, notes and secrets, and a stdout that nobody reads or that is full
mod plans; // --dry-run, on every command that changes something
mod profiles; // which gateway is asked with which credential, and the file that says so
mod progress; // the line that says what is being waited for
mod prompts; // questions to a person at a terminal
mod recipes; // the jobs and commands of the documents, run as they are written
mod remote; // the embedded gateway over HTTP: logging in, keys, users, and what goes wrong
mod rotation; // exchanging a secret with both working in between
mod rotation_again; // the same where a place fails again and again
mod rotation_all; // the same for many, some at a time
mod rotation_trouble; // the same with bad input, and where others interfere
mod rotation_turns; // two machines that rotate one token; a key that rotates itself
mod scopes; // what tokens can be limited to, and the names that were meant
mod secrets; // the sweep: no secret in any output or file but where it was asked for
mod serve; // the embedded gateway on a socket
mod sinks; // where the secret of a new token goes
mod successors; // rotation where one key takes the place of another
mod support; // the harness: a home for each test, runs told whole, a double of GPUStack
mod teams; // teams and blocked tokens: told, made, deleted, refused
mod tokens; // API keys: create, list, show, update, revoke
mod users; // people and service accounts: create, list, show, update, activate, deactivate, delete
mod watch; // tokens as they change, and what was done to one
mod whois; // from a secret to its token, without sending it
