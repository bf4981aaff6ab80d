//! `/authorize`: the auth endpoint that Llama Stack asks about every request to it. It shows no credential of its own, and
//! nothing but the key it passes on decides: who can reach the endpoint can try keys, as they can at every other door.

use axum::extract::State;
use axum::{Extension, Json};

use super::App;
use super::body::PassedOn;
use super::error::Error;
use super::observe::Observed;
use super::wire::{ErrorBody, LetIn, Question};

/// Tells who shows a key, as Llama Stack asks it
///
/// Open to all, since Llama Stack shows no credential of its own. The answer is for every release of it. The key must be for
/// using models, in whole or in part.
#[utoipa::path(post, path = "/authorize", tag = "authorize", security(()), request_body = Question,
    responses((status = 200, body = LetIn, description = "Who it is"),
        (status = 401, body = ErrorBody, description = "`unauthenticated`: unknown, expired and revoked keys alike"),
        (status = 403, body = ErrorBody, description = "`missing_scope`: the key is not for using models"),
        (status = 429, body = ErrorBody, description = "`too_many_failures`: as 401, after many others")))]
pub(super) async fn decide(
    State(app): State<App>,
    Extension(observed): Extension<Observed>,
    PassedOn(question): PassedOn<Question>,
) -> Result<Json<LetIn>, Error> {
    let admission = app.service.admit(&question.key()).await.map_err(Error::for_now)?;
    observed.is(&admission.user_id, admission.key_id.as_ref().map(|id| id.as_str()));
    Ok(Json(LetIn(admission)))
}
