//! What is refused, what fails, and what must not be seen.

use super::*;

#[test]
fn the_secret_is_only_in_what_is_made_to_carry_it() {
    let minted = Minted { token: token("7", "ci"), secret: Secret::new(SENTINEL), notes: Vec::new() };
    for format in [Format::Json, Format::Ndjson, Format::Yaml] {
        assert!(printed(options(format), |printer| printer.minted(&minted)).contains(SENTINEL), "{format}");
    }
    for format in [Format::Table, Format::Wide, Format::Csv, Format::Name] {
        let mut printer = Printer::new(options(format), Box::new(io::sink())).unwrap();
        let error = printer.minted(&minted).unwrap_err();
        assert!(error.is_usage() && matches!(error, RenderError::SecretIn(_)), "{error}");
    }
    assert_eq!(printed(options(Format::Table), |printer| printer.bare_secret(&minted.secret)), format!("{SENTINEL}\n"));
    assert_eq!(printed(jq(Format::Json, ".secret"), |printer| printer.minted(&minted)), format!("{SENTINEL}\n"));
    for program in [".secret.x", ".secret | explode.x", "error(.)", ".secret | @base64 | tonumber"] {
        let mut printer = Printer::new(jq(Format::Json, program), Box::new(io::sink())).unwrap();
        let error = printer.minted(&minted).unwrap_err();
        assert_eq!(error.to_string(), "the --jq program failed: on what, is not shown: it can hold the secret");
    }
}

#[test]
fn options_that_do_not_go_together_are_usage_errors() {
    for format in Format::ALL {
        let columns = Some(vec!["name".into()]);
        let with_columns = Printer::new(PrinterOptions { columns, ..options(format) }, Box::new(io::sink()));
        assert_eq!(with_columns.is_ok(), format.has_columns(), "{format}");
        let with_jq = Printer::new(jq(format, "."), Box::new(io::sink()));
        assert_eq!(with_jq.is_ok(), matches!(format, Format::Json | Format::Ndjson), "{format}");
    }
    let columns = Some(vec!["modles".into()]);
    let printer = Printer::new(PrinterOptions { columns, ..options(Format::Table) }, Box::new(io::sink())).unwrap();
    let error = printer.check_columns::<Token>().unwrap_err();
    assert!(error.is_usage());
    assert_snapshot!(error, @"there is no column `modles`");
    assert_snapshot!(error.hint().unwrap(), @"did you mean `models`? The columns are name, id, generation, owner, team, scopes, models, routes, allow_list, status, expires_at, last_used_at, created_at, updated_at, masked, budget, rate_limit, metadata, description");
}

#[tokio::test]
async fn a_closed_pipe_and_a_full_disk_are_told_apart() {
    for format in Format::ALL {
        let failed = async |kind| {
            let mut printer = Printer::new(options(format), Box::new(Broken(kind))).unwrap();
            printer.rows(stream::iter([Ok::<_, io::Error>(token("7", "ci"))])).await.unwrap_err()
        };
        let closed = failed(io::ErrorKind::BrokenPipe).await;
        assert!(matches!(closed, PrintError::Render(RenderError::BrokenPipe)), "{format}");
        let full = failed(io::ErrorKind::StorageFull).await;
        assert!(matches!(full, PrintError::Render(RenderError::Write(_))), "{format}");
    }
}

#[tokio::test]
async fn rows_that_break_leave_only_whole_lines_of_ndjson() {
    for format in Format::ALL {
        let page = Page::default();
        let mut printer = Printer::new(options(format), Box::new(page.clone())).unwrap();
        let rows = stream::iter([Ok(token("7", "ci")), Err("the gateway is gone"), Ok(token("8", "ci"))]);
        let error = printer.rows(rows).await.unwrap_err();
        assert!(matches!(error, PrintError::Rows("the gateway is gone")), "{format}");
        let lines = page.text().lines().count();
        assert_eq!((lines, page.text().ends_with('\n')), if format == Format::Ndjson { (1, true) } else { (0, false) });
    }
}

#[tokio::test]
async fn ndjson_is_seen_while_the_next_row_is_waited_for() {
    let page = Page::default();
    let seen = page.clone();
    let mut polls = 0;
    let rows = stream::poll_fn(move |context| {
        polls += 1;
        match polls {
            1 | 4 => Poll::Ready(Some(Ok::<_, io::Error>(token("7", "ci")))),
            // Polled without and then with a waker; the line must be out before the second.
            2 | 3 => {
                assert_eq!(seen.text().lines().count(), polls - 2);
                context.waker().wake_by_ref();
                Poll::Pending
            }
            _ => Poll::Ready(None),
        }
    });
    assert_eq!(Printer::new(options(Format::Ndjson), Box::new(page)).unwrap().rows(rows).await.unwrap(), 2);
}
