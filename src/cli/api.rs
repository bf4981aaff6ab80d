//! `gatekey api`: one call on the gateway's own API.

use std::path::PathBuf;

use crate::model::{ApiPath, DryRun};
use crate::net::{Reply, raw};
use crate::ops::Session;
use crate::ops::api::{self, Request};
use crate::problem::Problem;
use crate::ui::Ui;

/// Call the gateway's own API
///
/// Sends one request with the credential of the profile, below the gateway's address and nowhere else, and prints the
/// answer's body as it came; a terminal is shown it cleaned. An answer of 400 or more prints nothing: its words are in
/// the error, and the exit code tells. What may have changed something is never sent twice.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  gatekey api GET /v2/users/me
  gatekey api GET /v2/api-keys -f user_id='*' --paginate --jq '.items[].name'
  gatekey api POST /v2/api-keys -f name=ci -f 'scope[]=inference'
  gatekey api PUT /v2/api-keys/7 -F @change.json --dry-run
  gatekey api HEAD /version -i")]
pub struct Args {
    /// GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or another
    #[arg(value_name = "METHOD")]
    method: String,
    /// Path below the gateway's address, with its query
    #[arg(value_name = "PATH")]
    path: String,
    /// Field of the JSON body, or of the query of a GET; true, false, null and numbers are JSON, key[]= adds to a list;
    /// repeatable
    #[arg(short = 'f', long = "field", value_name = "KEY=VALUE")]
    fields: Vec<String>,
    /// Send this file as the body, or stdin with `-`; fields then go into the query
    #[arg(short = 'F', long = "input", value_name = "@FILE|-")]
    input: Option<String>,
    /// Ask for all pages of a list; each is printed by itself, after the last has come
    #[arg(long)]
    paginate: bool,
    /// Print status and headers before the body
    #[arg(short, long)]
    pub include: bool,
}

// What is typed as a field may be a secret.
impl std::fmt::Debug for Args {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Args").field("method", &self.method).finish_non_exhaustive()
    }
}

/// The request that was typed. `json`: whether the answer must be JSON.
pub async fn request(args: Args, json: bool, ui: &Ui) -> Result<Request, Problem> {
    let method = args.method.to_ascii_uppercase();
    let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-');
    if !is_method || matches!(method.as_str(), "CONNECT" | "TRACE") {
        return Err(Problem::usage("this is no method that a call can be made with")
            .hint("the method comes first, as in `gatekey api GET /v2/users`"));
    }
    let path = ApiPath::parse(&args.path)
        .map_err(|error| Problem::usage("the path cannot be called").cause(error.to_string()))?;
    if args.paginate && method != "GET" {
        return Err(Problem::usage("--paginate goes with GET"));
    }
    let fields = args.fields.iter().map(|text| api::field(text)).collect::<Result<Vec<_>, _>>()?;
    let body = match args.input.as_deref() {
        None => None,
        Some(_) if raw::is_safe(&method) => {
            return Err(Problem::usage(format!("{method} sends no body: leave -F out")));
        }
        Some("-" | "@-") => Some(ui.read_bytes("the body", api::BODY_LIMIT).await?),
        Some(input) => match input.strip_prefix('@') {
            Some(file) => Some(api::read_body(PathBuf::from(file)).await?),
            None => return Err(Problem::usage("a body comes from a file or from stdin: write -F @FILE or -F -")),
        },
    };
    Ok(Request { method, path, fields, body, paginate: args.paginate, json })
}

pub async fn run(request: Request, session: &Session) -> Result<Vec<Reply>, Problem> {
    Ok(api::send(session, request).await?)
}

/// What would be sent.
pub fn plan(request: Request, session: &Session) -> Result<DryRun, Problem> {
    Ok(DryRun { changes: vec![api::plan(session, request)?] })
}
