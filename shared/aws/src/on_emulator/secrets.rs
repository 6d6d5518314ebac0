//! Logins: read, remembered, read again.

use super::emulator::Emulator;
use crate::Secrets;
use aws_sdk_secretsmanager::Client;
use contract::ErrorName;

fn login(password: &str) -> String {
    format!(
        r#"{{"host":"db","port":"6543","dbname":"shop","username":"reader","password":"{password}"}}"#
    )
}

#[tokio::test]
async fn a_secret_is_remembered_until_it_is_forgotten() {
    let Some(emulator) = Emulator::shared("a_secret_is_remembered_until_it_is_forgotten") else {
        return;
    };
    let config = emulator.config();
    let client = Client::new(config.sdk());
    let made = client.create_secret().name("shop");
    let arn = made.secret_string(login("first")).send().await.unwrap();
    let arn = arn.arn().unwrap();

    let secrets = Secrets::new(&config);
    let read = secrets.database(arn).await.unwrap();
    assert_eq!((read.port, read.password.as_str()), (6543, "first"));
    let changed = client.put_secret_value().secret_id(arn);
    changed.secret_string(login("second")).send().await.unwrap();
    let read = secrets.database(arn).await.unwrap();
    assert_eq!(read.password, "first", "each question would read it again");
    secrets.forget(arn);
    assert_eq!(secrets.database(arn).await.unwrap().password, "second");
}

#[tokio::test]
async fn what_is_no_login_is_a_fault_of_the_configuration_that_tells_nothing() {
    let Some(emulator) = Emulator::shared("what_is_no_login") else {
        return;
    };
    let config = emulator.config();
    let client = Client::new(config.sdk());
    let made = client.create_secret().name("odd").secret_string("hunter2");
    let arn = made.send().await.unwrap().arn().unwrap().to_owned();
    let secrets = Secrets::new(&config);
    for arn in [
        arn.as_str(),
        "arn:aws:secretsmanager:eu-west-1:000000000000:secret:none",
    ] {
        let fault = secrets.database(arn).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::ConfigInvalid, "{fault}");
        assert!(!format!("{fault:?} {fault}").contains("hunter2"));
    }
}
