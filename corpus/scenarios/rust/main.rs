//! One program for all scenarios: its argument names the one to run.

use std::{env, error::Error, fmt, thread, time::Duration};

#[derive(Debug)]
struct OutOfStock;

impl fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no cups left in row 7")
    }
}

impl Error for OutOfStock {}

#[derive(Debug)]
struct CannotPack {
    order: u32,
    cause: OutOfStock,
}

impl fmt::Display for CannotPack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "order {} cannot be packed", self.order)
    }
}

impl Error for CannotPack {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}

fn pack(order: u32) -> Result<(), CannotPack> {
    Err(CannotPack { order, cause: OutOfStock })
}

fn chained_exceptions() {
    if let Err(error) = pack(42) {
        sentry::capture_error(&error);
    }
}

fn scope() {
    sentry::configure_scope(|scope| {
        scope.set_user(Some(sentry::User {
            id: Some("7".into()),
            email: Some("ada@shop.example".into()),
            ip_address: Some(sentry::protocol::IpAddress::Auto),
            ..Default::default()
        }));
        scope.set_tag("till", "north");
        scope.set_extra("basket", 3.into());
    });
    sentry::add_breadcrumb(sentry::Breadcrumb {
        category: Some("stock".into()),
        message: Some("counted the cups".into()),
        ..Default::default()
    });
    chained_exceptions();
}

fn attachment() {
    sentry::configure_scope(|scope| {
        scope.add_attachment(sentry::protocol::Attachment {
            buffer: b"two cups".to_vec(),
            filename: "receipt.txt".into(),
            content_type: Some("text/plain".into()),
            ..Default::default()
        });
    });
    chained_exceptions();
}

fn transaction() {
    let context = sentry::TransactionContext::new("count the stock", "task");
    let transaction = sentry::start_transaction(context);
    let span = transaction.start_child("db.query", "SELECT count(*) FROM stock");
    thread::sleep(Duration::from_millis(5));
    span.finish();
    transaction.set_status(sentry::protocol::SpanStatus::Ok);
    transaction.finish();
}

fn session() {
    sentry::start_session();
    chained_exceptions();
    sentry::end_session();
}

fn main() {
    let _guard = sentry::init((
        env::var("SCENARIO_DSN").expect("SCENARIO_DSN names the server"),
        sentry::ClientOptions::new()
            .release("shop@1.4.0+57")
            .environment("staging")
            .server_name("web-1")
            .attach_stacktrace(true)
            .traces_sample_rate(1.0)
            .send_default_pii(true),
    ));
    match env::args().nth(1).as_deref() {
        Some("attachment") => attachment(),
        Some("capture_message") => {
            sentry::capture_message("The cup is full", sentry::Level::Warning);
        }
        Some("chained_exceptions") => chained_exceptions(),
        Some("logs") => sentry::logger_error!(till = "north", "order {} cannot be packed", 42),
        Some("scope") => scope(),
        Some("session") => session(),
        Some("transaction") => transaction(),
        Some("uncaught_panic") => panic!("the shelf broke"),
        other => panic!("no such scenario: {other:?}"),
    }
}
