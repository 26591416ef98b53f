//! Administration: who has an account, and which roles where.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod new_account;

use mainstay_office::access::{Permission, ROLES};
use mainstay_store::{GrantPlace, OrgUnit};
use uuid::Uuid;

use crate::{Error, State, Visitor};

/// Accounts are the whole organization's: who manages access in a part of it gives roles there, by the people's pages.
fn everywhere(visitor: &Visitor) -> Result<(), Error> {
    match visitor.rights.allow_everywhere(Permission::ManageAccess) {
        true => Ok(()),
        false => Err(Error::forbidden(Some(Permission::ManageAccess))),
    }
}

/// The roles to choose from: the built-in ones, and the organization's own.
async fn roles(state: &State) -> Result<Vec<(String, String)>, Error> {
    let own = state.office().store().custom_roles().await?;
    let built_in = ROLES.iter().map(|role| (role.id.to_owned(), format!("{}: {}", role.title, role.purpose)));
    Ok(built_in.chain(own.into_iter().map(|role| (role.id, role.title))).collect())
}

/// The units to choose from, each by its way from the top; a unit that lies in itself ends where it begins.
fn ways(units: &[OrgUnit]) -> Vec<(Uuid, String)> {
    let find = |uid: Uuid| units.iter().find(|unit| unit.uid == uid);
    let way = |unit: &OrgUnit| {
        let (mut names, mut at, mut seen) = (vec![unit.name.clone()], unit.parent, vec![unit.uid]);
        while let Some(above) = at.and_then(find).filter(|above| !seen.contains(&above.uid)) {
            names.push(above.name.clone());
            seen.push(above.uid);
            at = above.parent;
        }
        names.reverse();
        (unit.uid, names.join(" / "))
    };
    let mut ways: Vec<_> = units.iter().map(way).collect();
    ways.sort_by(|(_, one), (_, other)| one.cmp(other));
    ways
}

/// The place that a form names: a unit by its way, a product by its key, else the whole organization.
async fn place(state: &State, unit: &str, product: &str) -> Result<GrantPlace, String> {
    let (unit, product) = (unit.trim(), product.trim());
    let store = state.office().store();
    match (unit, product) {
        ("", "") => Ok(GrantPlace::Organization),
        ("", product) => match store.product(product).await {
            Ok(product) => Ok(GrantPlace::Product(product.uid)),
            Err(_) => {
                Err(format!("There is no product `{product}`. Enter the key that stands in its address."))
            }
        },
        (unit, "") => {
            let units = store.units().await.map_err(|error| error.to_string())?;
            let found = ways(&units).into_iter().find(|(_, way)| way == unit);
            found.map(|(uid, _)| GrantPlace::Unit(uid)).ok_or_else(|| format!("There is no unit `{unit}`."))
        }
        _ => Err("Name a unit or a product, not both.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_called_by_its_way_from_the_top_also_where_that_is_a_circle() {
        let uid = |number| Uuid::from_u128(number);
        let unit = |number, name: &str, parent: Option<u128>| OrgUnit {
            uid: uid(number),
            name: name.to_owned(),
            parent: parent.map(uid),
        };
        let units =
            [unit(1, "Tools", None), unit(2, "Web", Some(1)), unit(3, "A", Some(4)), unit(4, "B", Some(3))];
        let ways: Vec<String> = ways(&units).into_iter().map(|(_, way)| way).collect();
        assert_eq!(ways, ["A / B", "B / A", "Tools", "Tools / Web"]);
    }
}
