//! What the templates make is private, encrypted and narrow, resource by resource; and each of these checks notices a
//! template that is not.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use serde_norway::Value;
use tests::templates::{texts, untagged};

/// Addresses of NAT gateways: the only ones that the world sees, and none takes a connection.
const NAT_ADDRESS: &str = "NatAddress";

/// Whether it is plainly this truth, neither missing nor left to a parameter.
fn is(value: &Value, truth: bool) -> bool {
    value.as_bool() == Some(truth)
}

fn is_set(value: &Value) -> bool {
    !untagged(value).is_null()
}

fn list(value: &Value) -> Vec<&Value> {
    match untagged(value) {
        Value::Sequence(items) => items.iter().collect(),
        Value::Null => vec![],
        one => vec![one],
    }
}

/// What is wrong with a template: `rule: resource`.
fn problems(template: &str) -> Vec<String> {
    let template: Value = serde_norway::from_str(template).unwrap();
    let mut found = Vec::new();
    for (name, resource) in template["Resources"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        let kind = resource["Type"].as_str().unwrap();
        let properties = &resource["Properties"];
        let mut say = |rule: &str| found.push(format!("{rule}: {name}"));
        if has_public_address(kind, name, properties) {
            say("public address");
        }
        if is_open_to_the_world(kind, properties) {
            say("open to the world");
        }
        if !is_encrypted(kind, properties) {
            say("not encrypted");
        }
        if kind == "AWS::Logs::LogGroup" && !is_set(&properties["RetentionInDays"]) {
            say("no retention");
        }
        if allows_any_action(properties) {
            say("wildcard action");
        }
        if holds_a_secret(properties) {
            say("secret in plain text");
        }
    }
    found
}

fn has_public_address(kind: &str, name: &str, properties: &Value) -> bool {
    let interfaces = |owner: &Value| {
        let interfaces = list(&owner["NetworkInterfaces"]);
        !interfaces
            .iter()
            .all(|interface| is(&interface["AssociatePublicIpAddress"], false))
    };
    match kind {
        "AWS::EC2::EIP" => !name.starts_with(NAT_ADDRESS),
        "AWS::EC2::Subnet" => !is(&properties["MapPublicIpOnLaunch"], false),
        "AWS::EC2::Instance" => {
            list(&properties["NetworkInterfaces"]).is_empty() || interfaces(properties)
        }
        "AWS::EC2::LaunchTemplate" => interfaces(&properties["LaunchTemplateData"]),
        "AWS::RDS::DBInstance" => !is(&properties["PubliclyAccessible"], false),
        "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
            properties["Scheme"].as_str() != Some("internal")
        }
        "AWS::ECS::Service" => {
            let network = &properties["NetworkConfiguration"]["AwsvpcConfiguration"];
            network["AssignPublicIp"].as_str() != Some("DISABLED")
        }
        _ => false,
    }
}

/// Whether a rule lets any address in.
fn is_open_to_the_world(kind: &str, properties: &Value) -> bool {
    let any = |rule: &Value| {
        let addresses = [&rule["CidrIp"], &rule["CidrIpv6"]];
        addresses
            .iter()
            .any(|address| matches!(untagged(address).as_str(), Some("0.0.0.0/0" | "::/0")))
    };
    match kind {
        "AWS::EC2::SecurityGroup" => list(&properties["SecurityGroupIngress"])
            .into_iter()
            .any(any),
        "AWS::EC2::SecurityGroupIngress" => any(properties),
        _ => false,
    }
}

/// Whether what keeps data keeps it encrypted. Logs and secrets always are.
fn is_encrypted(kind: &str, properties: &Value) -> bool {
    match kind {
        "AWS::S3::Bucket" => is_set(&properties["BucketEncryption"]),
        "AWS::SQS::Queue" => {
            is(&properties["SqsManagedSseEnabled"], true) || is_set(&properties["KmsMasterKeyId"])
        }
        "AWS::SNS::Topic" => is_set(&properties["KmsMasterKeyId"]),
        "AWS::RDS::DBInstance" => is(&properties["StorageEncrypted"], true),
        "AWS::ECR::Repository" => is_set(&properties["EncryptionConfiguration"]),
        "AWS::Athena::WorkGroup" => {
            let result = &properties["WorkGroupConfiguration"]["ResultConfiguration"];
            is_set(&result["EncryptionConfiguration"])
        }
        "AWS::EC2::LaunchTemplate" => {
            list(&properties["LaunchTemplateData"]["BlockDeviceMappings"])
                .iter()
                .all(|device| is(&device["Ebs"]["Encrypted"], true))
        }
        _ => true,
    }
}

/// Whether a statement anywhere below allows an action with a wildcard.
fn allows_any_action(value: &Value) -> bool {
    match untagged(value) {
        Value::Mapping(fields) => {
            let allows = value["Effect"].as_str() == Some("Allow");
            let wide = list(&value["Action"])
                .iter()
                .any(|action| action.as_str().is_some_and(|action| action.contains('*')));
            allows && (wide || is_set(&value["NotAction"]))
                || fields.values().any(allows_any_action)
        }
        Value::Sequence(items) => items.iter().any(allows_any_action),
        _ => false,
    }
}

/// Whether a password is written down, or handed over in an environment variable. A dynamic reference is none, nor is the
/// name of a secret.
fn holds_a_secret(value: &Value) -> bool {
    match untagged(value) {
        Value::Mapping(fields) => fields.iter().any(|(name, value)| {
            let name = name.as_str().unwrap_or_default();
            let upper = name.to_uppercase();
            let secret = name.ends_with("Password")
                || ["PASSWORD", "SECRET", "TOKEN", "API_KEY"]
                    .iter()
                    .any(|word| upper == *word || upper.ends_with(&format!("_{word}")));
            let plain = match untagged(value) {
                Value::String(text) => !text.contains("{{resolve:secretsmanager:"),
                _ => false,
            };
            (secret && plain) || holds_a_secret(value)
        }),
        Value::Sequence(items) => items.iter().any(holds_a_secret),
        _ => false,
    }
}

#[test]
fn what_the_templates_make_is_private_encrypted_and_narrow() {
    let mut found = Vec::new();
    for (file, text) in texts().unwrap() {
        found.extend(problems(&text).iter().map(|p| format!("{file}: {p}")));
    }
    assert_eq!(found, Vec::<String>::new());
}

/// The template with one thing changed has that problem and no other.
fn broken(file: &str, from: &str, to: &str, problem: &str) {
    let templates = texts().unwrap();
    let whole = &templates[file];
    assert!(whole.contains(from), "{file} does not hold {from}");
    let found = problems(&whole.replacen(from, to, 1));
    assert_eq!(found, [problem], "{file}: {from}");
}

#[test]
fn each_check_notices_what_is_broken() {
    broken(
        "network.yaml",
        "MapPublicIpOnLaunch: false",
        "MapPublicIpOnLaunch: true",
        "public address: PrivateSubnetFirst",
    );
    broken(
        "access.yaml",
        "AssociatePublicIpAddress: false",
        "AssociatePublicIpAddress: true",
        "public address: Bastion",
    );
    broken(
        "database.yaml",
        "PubliclyAccessible: false",
        "PubliclyAccessible: true",
        "public address: Instance",
    );
    broken(
        "web.yaml",
        "Scheme: internal",
        "Scheme: internet-facing",
        "public address: Balancer",
    );
    broken(
        "web.yaml",
        "AssignPublicIp: DISABLED",
        "AssignPublicIp: ENABLED",
        "public address: Service",
    );
    broken(
        "network.yaml",
        "CidrIp: !Ref ClientCidr",
        "CidrIp: 0.0.0.0/0",
        "open to the world: BalancerTlsFromClients",
    );
    broken(
        "database.yaml",
        "StorageEncrypted: true",
        "StorageEncrypted: false",
        "not encrypted: Instance",
    );
    broken(
        "network.yaml",
        "      RetentionInDays: !Ref LogRetentionDays\n",
        "",
        "no retention: FlowLogs",
    );
    broken(
        "network.yaml",
        "[logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents]",
        "logs:*",
        "wildcard action: FlowLogRole",
    );
    broken(
        "database.yaml",
        "MasterUserPassword: !Sub \"{{resolve:secretsmanager:${Login}:SecretString:password}}\"",
        "MasterUserPassword: hunter2",
        "secret in plain text: Instance",
    );
}
