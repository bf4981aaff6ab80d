//! What `gatekey tokens rotate --all` is held against: a plain loop of the same calls with the same HTTP client, which writes
//! nothing down and hands nothing over. Run by `benches/rotate`:
//!
//! ```text
//! rotate_raw URL KEY_FILE IDS_FILE CONCURRENCY     seconds for all of them
//! ```

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for measuring, not for people")]

use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [url, key, ids, concurrency] = words.as_slice() else { return };
    let read = |file: &str| std::fs::read_to_string(file).unwrap();
    let (key, ids) = (read(key).trim().to_owned(), read(ids));
    let ids: Vec<&str> = ids.lines().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    #[expect(clippy::disallowed_methods, reason = "apart from the client that is measured")]
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap();
    let started = Instant::now();
    runtime.block_on(async {
        let loops = ids.iter().map(|id| rotate(&client, url, &key, id));
        stream::iter(loops).buffer_unordered(concurrency.parse().unwrap()).collect::<Vec<()>>().await
    });
    println!("{}", started.elapsed().as_secs_f64());
}

/// The six calls of a rotation in place.
async fn rotate(client: &reqwest::Client, url: &str, key: &str, id: &str) {
    let at = format!("{url}/v1/tokens/{id}/rotation");
    let mut digits = [0; 16];
    aws_lc_rs::rand::fill(&mut digits).unwrap();
    let digits: String = digits.iter().map(|byte| format!("{byte:02x}")).collect();
    let dry = client.post(format!("{at}?dry_run=true")).bearer_auth(key).json(&json!({}));
    let _checked = answer(dry).await;
    let made = answer(client.post(&at).bearer_auth(key).json(&json!({ "secret": digits }))).await;
    let secret = format!("gk_{id}_{digits}");
    let _proved = answer(client.get(format!("{url}/v1/me")).bearer_auth(secret)).await;
    let rotation = made["rotation"]["id"].as_str().unwrap();
    for step in ["delivering", "delivered", "finished"] {
        let body = json!({"id": rotation, "step": step, "grace": if step == "delivered" { Some(0) } else { None }});
        let _said = answer(client.patch(&at).bearer_auth(key).json(&body)).await;
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Value {
    let answer = request.send().await.unwrap().error_for_status().unwrap();
    let bytes = answer.bytes().await.unwrap();
    serde_json::from_slice(&bytes).unwrap_or_default()
}
