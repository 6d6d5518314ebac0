//! The sample events are requests of `CloudFormation`, with the properties of the template.

use aws_lambda_events::cloudformation::CloudFormationCustomResourceRequest as Request;
use migrate::Properties;
use testkit::fixtures;

#[test]
fn the_samples_have_the_form_of_a_stack() {
    let create = include_str!("../../../events/migrate/create.json");
    let update = include_str!("../../../events/migrate/update.json");
    let delete = include_str!("../../../events/migrate/delete.json");
    let Request::Create(create) = fixtures::stable::<Request>(create) else {
        panic!("it is no creation");
    };
    let Request::Update(update) = fixtures::stable::<Request>(update) else {
        panic!("it is no update");
    };
    let Request::Delete(delete) = fixtures::stable::<Request>(delete) else {
        panic!("it is no deletion");
    };
    let versions = [create.resource_properties, update.resource_properties].map(|properties| {
        let Properties { version } = serde_json::from_value(properties).unwrap();
        version
    });
    assert_eq!(versions[0], versions[1]);
    assert_ne!(update.old_resource_properties["Version"], versions[0]);
    assert_eq!(delete.physical_resource_id, update.physical_resource_id);
}
