use crate::server::TestServer;
use serde_json::json;
use std::fmt::Write as _;

/// Orders of two months: the second has twenty fewer for tea and four more for cake.
fn orders() -> String {
    let mut csv = String::from("order_id,month,product,town\n");
    let mut id = 0;
    for (month, product, count) in [
        ("May", "tea", 40),
        ("May", "cake", 20),
        ("June", "tea", 20),
        ("June", "cake", 24),
    ] {
        for n in 0..count {
            id += 1;
            let town = ["Graz", "Porto"][n % 2];
            let _ = writeln!(csv, "{id},{month},{product},{town}");
        }
    }
    csv
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_number_changed_is_told_by_the_parts_that_changed() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::on(dir.path()).await;
    let upload = server.upload("orders.csv", orders().as_bytes()).await;
    assert_eq!(upload["status"], "succeeded", "{upload}");
    for question in [
        "Why did the number of orders fall from May to June?",
        "Why is the number of orders lower in June than in May?",
    ] {
        let job = server
            .ask(&json!({ "question": question, "source": "orders" }))
            .await;
        assert_eq!(job["answer"]["outcome"], "answered", "{job}");
        let text = job["answer"]["text"].as_str().unwrap();
        assert!(
            text.starts_with("For June it is 44, 16 less (26.7%) than the 60 for May."),
            "{text}"
        );
        let by_product =
            "By product, most of it comes from tea (−20); most against it went cake (+4).";
        assert!(text.contains(by_product), "{text}");
    }
    server.end().await;
}
