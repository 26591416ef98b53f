//! The list of accounts.

use mainstay_markup::{Cell, Column, Icon, Markup, Tone, chip, given, html, icon};
use mainstay_office::access::Permission;
use mainstay_store::{Account, AccountFilter};

use crate::list::{Filter, Kind, List, Query, Rows};
use crate::{Error, Section, State, Visitor};

/// The accounts.
#[derive(Debug)]
pub(crate) struct Accounts;

impl List for Accounts {
    type Row = Account;

    const PATH: &'static str = "/admin/accounts";
    const TITLE: &'static str = "Accounts";
    const NOUN: (&'static str, &'static str) = ("account", "accounts");
    const SECTION: Section = Section::Home;
    const NEEDS: Permission = Permission::ManageAccess;
    const HINT: &'static str = "Words search name, login and mail address; of several, each must be there.";
    const EXAMPLE: &'static str = "disabled:yes";
    const COLUMNS: &'static [Column<Account>] = &[
        Column::new("login", "Login", |row: &Account| Cell::Text(row.login.clone()))
            .head()
            .shown(|row, _| html! { a href={ "/admin/accounts/" (row.person) } { (given(&row.login)) } }),
        Column::new("name", "Name", |row: &Account| Cell::Text(row.name.clone())),
        Column::new("mail", "Mail address", |row: &Account| Cell::text(row.mail.clone())),
        Column::new("made", "Made", |row: &Account| Cell::Time(row.created_at)),
        Column::new("state", "State", |row: &Account| Cell::Text(state_of(row).to_owned())).shown(
            |row, _| {
                let tone = if row.disabled_at.is_some() { Tone::Medium } else { Tone::Neutral };
                chip(tone, state_of(row))
            },
        ),
    ];
    const FILTERS: &'static [Filter] = &[Filter::new("disabled", "Disabled", Kind::Flag)];

    async fn load(state: &State, visitor: &Visitor, query: &Query) -> Result<Rows<Account>, Error> {
        super::everywhere(visitor)?;
        let filter = AccountFilter { text: query.text_of_words(), disabled: query.flag("disabled") };
        Ok(state.office().store().list_accounts(&filter, &query.request()).await?.into())
    }

    fn actions() -> Option<Markup> {
        Some(
            html! { a class="button primary" href="/admin/accounts/new" { (icon(Icon::Add)) "Add an account" } },
        )
    }

    fn nothing() -> Markup {
        html! { p { "Nobody has an account yet. " a href="/admin/accounts/new" { "Add one" } } }
    }
}

/// What became of an account, in words.
pub(super) fn state_of(account: &Account) -> &'static str {
    match (account.disabled_at.is_some(), account.must_change, account.password.is_some()) {
        (true, ..) => "Disabled",
        (_, true, _) => "To change its password",
        (_, _, false) => "Signs in elsewhere",
        _ => "Active",
    }
}
