//! `validate`: what can be known before anything is deployed.

use super::place::Place;
use crate::templates::templates;
use anyhow::{Context, Result};

pub(super) fn run(place: &Place) -> Result<()> {
    let region = place.known_region()?;
    for template in templates()? {
        let path = template.to_str().context("a path in UTF-8")?;
        // The region is one of the flags already when it was given.
        place.run(&place.sam(["validate", "--lint", "--template-file", path]))?;
    }
    let Some(caller) = place.read(place.aws(["sts", "get-caller-identity"]))? else {
        return Ok(());
    };
    println!("account   {}", caller["Account"].as_str().unwrap_or("?"));
    println!("as        {}", caller["Arn"].as_str().unwrap_or("?"));
    println!("region    {region}");
    println!("stack     {}", place.stack());
    Ok(())
}
