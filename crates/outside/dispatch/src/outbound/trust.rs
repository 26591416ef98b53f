//! Whose certificates are believed: those that this machine believes, and the organization's own.

use std::sync::Arc;

use lettre::transport::smtp::client::{Certificate, TlsParameters, TlsParametersBuilder};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;

use crate::Error;

/// What TLS is spoken with.
pub(crate) struct Trust {
    /// For connections that are encrypted from the first byte.
    pub(crate) config: Arc<ClientConfig>,
    roots: Option<Certificate>,
}

impl Trust {
    /// The machine's authorities, and those of a text of PEM certificates (empty for none).
    pub(super) fn new(pem: &str) -> Result<Self, Error> {
        let wrong = |why: String| Error::Setting(format!("the certificates to trust cannot be used: {why}"));
        let roots: Result<Vec<CertificateDer<'static>>, _> =
            CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
        let roots = roots.map_err(|error| wrong(error.to_string()))?;
        if roots.is_empty() && !pem.trim().is_empty() {
            return Err(wrong("there is none in the text; give PEM".to_owned()));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = if roots.is_empty() {
            Verifier::new(Arc::clone(&provider))
        } else {
            Verifier::new_with_extra_roots(roots.iter().cloned(), Arc::clone(&provider))
        };
        let verifier = verifier.map_err(|error| wrong(error.to_string()))?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        let own = if roots.is_empty() { None } else { Some(Certificate::from_pem(pem.as_bytes())) };
        let roots = own.transpose().map_err(|error| wrong(error.to_string()))?;
        Ok(Self { config: Arc::new(config), roots })
    }

    /// For a mail connection that is encrypted after its first words, which the mail library does itself.
    pub(crate) fn for_mail(&self, name: &str) -> Result<TlsParameters, Error> {
        let mut builder = TlsParametersBuilder::new(name.to_owned());
        if let Some(roots) = &self.roots {
            builder = builder.add_root_certificate(roots.clone());
        }
        builder.build().map_err(|error| Error::Setting(format!("TLS cannot be set up: {error}")))
    }
}
