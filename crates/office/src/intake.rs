//! Intake: SBOM documents come in, are kept, and are read in the background.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use mainstay_model::{Bom, Parsed};
use mainstay_sbom::Limits;
use mainstay_store::{
    NewProduct, NewRelease, NewSbom, Priority, Product, Received, SbomSource, StoreError, Supplier, kept,
    public_id,
};
use uuid::Uuid;

use crate::{Error, Office, Result};

/// A document as somebody hands it in.
#[derive(Clone, Debug)]
pub struct Delivery<'a> {
    /// The document, byte for byte.
    pub bytes: &'a [u8],
    /// Which release it describes.
    pub release: ReleaseName<'a>,
    /// Who made it and from what.
    pub source: SbomSource,
    /// Which of several documents of one source: the part of the release that it describes. Empty for the whole.
    pub label: &'a str,
    /// The supplier that sent it, by name or id; a name that is missing is added.
    pub supplier: Option<&'a str>,
    /// The name of the file.
    pub file_name: Option<&'a str>,
    /// When the release was released, where whoever hands it in tells. It is noted also of a release that is known already.
    pub released_at: Option<Timestamp>,
}

/// A release by the names that people use; product and release are made when they do not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseName<'a> {
    /// The product's key or id, else its name.
    pub product: &'a str,
    /// The version.
    pub version: &'a str,
    /// Platform or edition; empty for the only one.
    pub variant: &'a str,
}

impl<'a> Delivery<'a> {
    /// A document of a release, with nothing more told of it.
    pub fn new(release: ReleaseName<'a>, source: SbomSource, bytes: &'a [u8]) -> Self {
        Self { bytes, release, source, label: "", supplier: None, file_name: None, released_at: None }
    }

    /// The first of its words that cannot be kept, whatever is there already.
    fn unfit_word(&self) -> Option<WrongWord> {
        let ReleaseName { product, version, variant } = self.release;
        let words = [
            ("product", NewProduct::check_name(product)),
            ("version", NewRelease::check_version(version)),
            ("variant", NewRelease::check_variant(variant)),
            ("label", NewSbom::check_label(self.label)),
            ("supplier", self.supplier.map_or(Ok(()), Supplier::check_name)),
        ];
        let wrong = |(word, checked): (_, Result<(), StoreError>)| Some((word, checked.err()?.into()));
        words.into_iter().find_map(wrong)
    }
}

/// A word of a delivery that is refused, as forms and the API call it, and why.
pub type WrongWord = (&'static str, Error);

impl Office {
    /// The first word of a delivery that is refused: one that cannot be kept, a product or supplier that is not told which or has an id
    /// that nobody has, a day that contradicts what is known of the release.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wrong_word(&self, delivery: &Delivery<'_>) -> Result<Option<WrongWord>> {
        if let Some(unfit) = delivery.unfit_word() {
            return Ok(Some(unfit));
        }
        let product = match self.product_meant(delivery.release.product).await {
            Ok(product) => product,
            Err(error) => return error.about("product"),
        };
        if let Some(supplier) = delivery.supplier.and_then(|name| public_id(name.trim()))
            && let Err(error) = self.store.supplier(supplier).await
        {
            return Error::from(error).about("supplier");
        }
        match (product, delivery.released_at) {
            (Some(product), Some(day)) => self.wrong_day(product, delivery.release, day).await,
            _ => Ok(None),
        }
    }

    /// Whether a day of release is wrong for what is known of the release.
    async fn wrong_day(
        &self,
        product: Uuid,
        name: ReleaseName<'_>,
        day: Timestamp,
    ) -> Result<Option<WrongWord>> {
        let known = self.store.find_release(product, name.version, name.variant).await?;
        let Some(known) = known else { return Ok(None) };
        let support_until = self.store.release(known).await?.support_until;
        let told = NewRelease { released_at: Some(day), support_until, ..NewRelease::version(name.version) };
        Ok(told.check().err().map(|error| ("released", error.into())))
    }

    /// Takes a document in. When this returns, the document is durable and its reading is queued; the same document
    /// again changes nothing.
    ///
    /// # Errors
    /// When the bytes are no SBOM of a known family, the names are empty, or a word is refused ([`Office::wrong_word`]).
    pub async fn receive(&self, delivery: &Delivery<'_>) -> Result<Received> {
        if delivery.bytes.len() > self.settings.limits.bytes {
            let (size, limit) = (delivery.bytes.len(), self.settings.limits.bytes);
            return Err(Error::Invalid(format!(
                "the document has {size} bytes; at most {limit} are taken in"
            )));
        }
        mainstay_sbom::recognize(delivery.bytes).map_err(|error| Error::Invalid(error.to_string()))?;
        // Nothing of what is refused stays: what can be refused comes before what is added.
        match self.wrong_word(delivery).await? {
            Some((word, Error::Invalid(why))) => return Err(Error::Invalid(format!("{word}: {why}"))),
            Some((_, error)) => return Err(error),
            None => {}
        }
        let release = self.ensure_release(delivery.release, delivery.released_at).await?;
        let supplier = match delivery.supplier {
            Some(name) => Some(self.store.ensure_supplier(name, None).await?),
            None => None,
        };
        let received = self
            .store
            .receive(&NewSbom {
                bytes: delivery.bytes,
                release,
                source: delivery.source,
                label: delivery.label,
                supplier,
                file_name: delivery.file_name,
                priority: Priority::Interactive,
            })
            .await?;
        self.wake.notify_one();
        Ok(received)
    }

    /// Reads a document before or while it is handed in, to learn what it describes or to have its work done sooner.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn read_ahead(&self, document: Arc<Vec<u8>>) -> Result<ReadAhead> {
        let memory = self.room_for(document.len()).await;
        let limits = self.settings.limits;
        let reading = tokio::task::spawn_blocking(move || {
            // Given back when the reading ends, also where nobody waits for it any longer.
            let _memory = memory;
            ReadAhead::new(&document, &limits)
        });
        reading.await.map_err(|error| Error::Fault(error.into()))?
    }

    /// Keeps what was read ahead of a document that this process has just taken in, so that its work need not read it
    /// again. Only the last one is kept: whoever reads many documents ahead has them worked off one by one.
    pub fn keep_read(&self, sbom: Uuid, read: ReadAhead) {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some((sbom, read.parsed));
    }

    /// What was read ahead of this document, once.
    pub(crate) fn take_read(&self, sbom: Uuid) -> Option<Box<Parsed<Bom>>> {
        let mut kept = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take_if(|(of, _)| *of == sbom).map(|(_, parsed)| parsed)
    }

    pub(crate) async fn ensure_release(
        &self,
        name: ReleaseName<'_>,
        released_at: Option<Timestamp>,
    ) -> Result<Uuid> {
        let product = &*kept(name.product.trim());
        if product.is_empty() || name.version.trim().is_empty() {
            return Err(Error::Invalid(
                "name the product and the version of the release: the document does not tell both".to_owned(),
            ));
        }
        let product = match self.product_meant(product).await? {
            Some(known) => known,
            None => self.new_product(product).await?,
        };
        let variant = name.variant.to_owned();
        let release = NewRelease { variant, released_at, ..NewRelease::version(name.version) };
        Ok(self.store.ensure_release(product, &release).await?)
    }

    /// The product that somebody names; `None` for a name that is to be added. An id never is.
    async fn product_meant(&self, text: &str) -> Result<Option<Uuid>> {
        match self.product_called(text).await? {
            None if public_id(text.trim()).is_some() => {
                Err(Error::Missing(format!("there is no product with the id `{}`", text.trim())))
            }
            known => Ok(known),
        }
    }

    /// The product of a new name. `C` and `C++` would have one key: the second gets a number behind it.
    async fn new_product(&self, name: &str) -> Result<Uuid> {
        for number in 1..=MOST_OF_ONE_KEY {
            let uid =
                self.store.ensure_product(&NewProduct::named(numbered_slug(name, number), name)).await?;
            // Somebody may have taken the key meanwhile, for this name or another.
            if self.store.product(&uid.to_string()).await?.name.to_lowercase() == name.to_lowercase() {
                return Ok(uid);
            }
        }
        Err(Error::Invalid(format!(
            "too many products have a key like `{}`: add this one with a key of its own",
            slug(name)
        )))
    }
}

/// Products whose names would have one key.
const MOST_OF_ONE_KEY: u64 = 100;

impl Office {
    /// The product with this key or id, be it another system's, else the one of this name (letter case aside).
    ///
    /// # Errors
    /// [`Error::Invalid`] when several have the name and none the key.
    pub async fn product_called(&self, text: &str) -> Result<Option<Uuid>> {
        self.products_called(&[text]).await?.pop().unwrap_or(Ok(None)).map_err(Error::Invalid)
    }

    /// For each text the product with this key or id, be it another system's, else the one of this name (letter case aside); what to do
    /// where several have the name and none the key.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn products_called(&self, texts: &[&str]) -> Result<Vec<Called>> {
        let keys: Vec<&str> = texts.iter().map(|text| text.trim()).collect();
        let by_key = self.keyed(&keys).await?;
        let unknown = texts.iter().zip(&by_key).filter(|(_, known)| known.is_none());
        let names: Vec<&str> = unknown.map(|(text, _)| text.trim()).collect();
        let mut by_name = self.store.products_named(&names).await?.into_iter();
        let called = texts.iter().zip(by_key).map(|(text, known)| match known {
            Some(uid) => Ok(Some(uid)),
            None => only(text.trim(), &by_name.next().unwrap_or_default()),
        });
        Ok(called.collect())
    }

    /// The products with these keys or ids, be they another system's.
    async fn keyed(&self, keys: &[&str]) -> Result<Vec<Option<Uuid>>> {
        let uids = |products: Vec<Option<Product>>| products.into_iter().map(|known| Some(known?.uid));
        let mut known: Vec<Option<Uuid>> = uids(self.store.products(keys).await?).collect();
        let unknown = known.iter().enumerate().filter(|(_, known)| known.is_none());
        let (places, keys): (Vec<usize>, Vec<String>) =
            unknown.filter_map(|(at, _)| Some((at, foreign_id(keys[at])?))).unzip();
        for (at, uid) in places.into_iter().zip(uids(self.store.products(&keys).await?)) {
            known[at] = uid;
        }
        Ok(known)
    }
}

/// The product that a text calls, if any, or why it is not told which.
pub(crate) type Called = Result<Option<Uuid>, String>;

/// The one product of a name.
fn only(name: &str, named: &[(String, Uuid)]) -> Called {
    match named {
        [] => Ok(None),
        [(_, uid)] => Ok(Some(*uid)),
        several => {
            let keys: Vec<&str> = several.iter().map(|(key, _)| key.as_str()).collect();
            let (number, keys) = (several.len(), keys.join("`, `"));
            Err(format!("{number} products are called `{name}`; say which by its key: `{keys}`"))
        }
    }
}

/// When a release was released, as people write it: a day, which begins in UTC, or a time with its offset.
///
/// # Errors
/// [`Error::Invalid`], in words for whoever wrote it.
pub fn released_on(text: &str) -> Result<Timestamp> {
    let text = text.trim();
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok();
    text.parse().ok().or_else(|| Some(day()?.timestamp())).ok_or_else(|| {
        Error::Invalid(format!(
            "`{text}` is no day: write it as 2027-03-01, or a time as 2027-03-01T12:00:00Z"
        ))
    })
}

/// The document that was read ahead last, by its id.
pub(crate) type Kept = Mutex<Option<(Uuid, Box<Parsed<Bom>>)>>;

/// A document that was read before its work does.
pub struct ReadAhead {
    /// The name of what it describes, as far as it tells.
    pub product: Option<String>,
    /// The version of what it describes, as far as it tells.
    pub version: Option<String>,
    parsed: Box<Parsed<Bom>>,
}

impl ReadAhead {
    fn new(bytes: &[u8], limits: &Limits) -> Result<Self> {
        let parsed =
            mainstay_sbom::parse(bytes, limits).map_err(|error| Error::Invalid(error.to_string()))?;
        let bom = &parsed.value;
        let told = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
        let (product, version) = match bom.subjects.as_slice() {
            [subject] => {
                let subject = bom.component(*subject);
                (told(&subject.name), subject.version.as_ref().and_then(told))
            }
            _ => (bom.document.name.as_ref().and_then(told), None),
        };
        Ok(Self { product, version, parsed: Box::new(parsed) })
    }
}

/// The key of a product that another system calls by an id of the form of our own: an address with the id itself would lead to whatever
/// has it here. `None` for any other text.
pub(crate) fn foreign_id(text: &str) -> Option<String> {
    public_id(text).map(|_| marked(&text.to_lowercase()))
}

/// As programmers write names that are taken; hardly any product is called so itself.
fn marked(key: &str) -> String {
    format!("{key}_")
}

/// The key of a product in URLs: ASCII letters, digits, `.`, `_` and single hyphens.
///
/// Letters of other scripts become their code points: not pretty, but two names never meet in one key because of them.
pub fn slug(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() || c == '.' || c == '_' {
            key.push(c);
        } else if c.is_alphanumeric() {
            key.push_str(&format!("u{:x}", u32::from(c)));
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    key.truncate(LONGEST_KEY);
    let key = key.trim_end_matches('-');
    if let Some(key) = foreign_id(key) {
        return key;
    }
    if RESERVED_KEYS.contains(&key) {
        return marked(key);
    }
    if has_no_page(key) {
        return name.chars().take(16).map(|c| format!("u{:x}", u32::from(c))).collect::<Vec<_>>().join("-");
    }
    key.to_owned()
}

/// The key that the product of a name gets which is the so many-th whose name gives this key: `c`, `c-2`, `c-3`.
pub(crate) fn numbered_slug(name: &str, number: u64) -> String {
    let key = slug(name);
    if number < 2 {
        return key;
    }
    let end = format!("-{number}");
    format!("{}{end}", &key[..key.floor_char_boundary(LONGEST_KEY.saturating_sub(end.len()))])
}

/// Refuses a key that somebody typed and whose product no address would lead to. Keys that are made from names avoid those.
///
/// # Errors
/// [`Error::Invalid`], in words for whoever typed it.
pub(crate) fn check_key(key: &str) -> Result<()> {
    if has_no_page(key) {
        return Err(Error::Invalid(format!(
            "`{key}` is no product key: its address is another page's; choose another key"
        )));
    }
    Ok(())
}

/// `.` and `..` are steps of a path, and under the others pages of their own stand.
fn has_no_page(key: &str) -> bool {
    key.chars().all(|c| c == '.') || RESERVED_KEYS.contains(&key)
}

/// Keys whose address is another page's. The list of routes decides; a test of the pages compares.
const RESERVED_KEYS: [&str; 2] = ["new", "import"];

/// Bytes that a key has at most.
pub(crate) const LONGEST_KEY: usize = 200;

#[cfg(test)]
mod tests {
    use super::{RESERVED_KEYS, check_key, foreign_id, released_on, slug};

    #[test]
    fn a_release_day_is_a_day_or_a_time() {
        let day = "2027-03-01T00:00:00Z".parse().ok();
        for text in ["2027-03-01", " 2027-03-01 ", "2027-03-01T01:00:00+01:00", "2027-03-01T00:00:00Z"] {
            assert_eq!(released_on(text).ok(), day, "{text}");
        }
        for text in ["", "yesterday", "2027-13-01", "01.03.2027"] {
            assert!(released_on(text).is_err(), "{text}");
        }
    }

    #[test]
    fn slugs_are_readable_and_never_empty() {
        assert_eq!(slug("Web Shop (EU)"), "web-shop-eu");
        assert_eq!(slug("node.js"), "node.js");
        assert_eq!(slug("Größe"), "gruf6udfe");
        assert_eq!(slug(&"x".repeat(500)).len(), 200);
        assert_eq!(slug("!!"), "u21-u21");
    }

    #[test]
    fn an_id_of_another_system_is_no_id_of_ours() {
        let id = "6F9619FF-8B86-D011-B42D-00CF4FC964FF";
        assert_eq!(slug(id), "6f9619ff-8b86-d011-b42d-00cf4fc964ff_");
        assert_eq!(foreign_id(id), Some(slug(id)));
        let sys_id = "00a9a80f8d8f4a4d8d8f00a9a80f8d8f";
        assert_eq!((slug(sys_id).as_str(), foreign_id(sys_id)), (sys_id, None));
    }

    #[test]
    fn no_slug_is_a_step_of_a_path_or_the_address_of_another_page() {
        assert_eq!((slug("."), slug("..")), ("u2e".to_owned(), "u2e-u2e".to_owned()));
        assert_eq!((slug("New"), slug("import")), ("new_".to_owned(), "import_".to_owned()));
        for key in RESERVED_KEYS {
            assert!(check_key(key).is_err() && check_key(&slug(key)).is_ok(), "{key}");
        }
        assert_eq!(slug("newt"), "newt");
    }
}
