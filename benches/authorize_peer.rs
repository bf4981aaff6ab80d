//! What `/authorize` is held against: a bare axum handler that parses the same JSON and echoes it. Run by `benches/authorize`:
//!
//! ```text
//! authorize_peer serve      prints its address, and answers POST /authorize until it is killed
//! ```

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for measuring, not for people")]

use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;

fn main() {
    // As a bench it is started with other words, and does nothing.
    if std::env::args().nth(1).as_deref() == Some("serve") {
        tokio::runtime::Runtime::new().unwrap().block_on(serve());
    }
}

async fn serve() {
    let router = Router::new().route("/authorize", post(async |Json(question): Json<Value>| Json(question)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    axum::serve(listener, router).await.unwrap();
}
