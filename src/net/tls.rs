//! TLS beyond the system's roots: further roots to trust, and a certificate to show. Only for https addresses.

use std::path::Path;

use reqwest::{Certificate, ClientBuilder, Identity};
use zeroize::Zeroizing;

use super::failure::{What, chain};
use super::settings::HttpSettings;

/// Applies `--ca-cert`, `--client-cert` and `--client-key`.
pub(super) fn set_up(mut builder: ClientBuilder, settings: &HttpSettings) -> Result<ClientBuilder, What> {
    if let Some(path) = &settings.ca_cert {
        let roots = Certificate::from_pem_bundle(&read("--ca-cert", path)?)
            .map_err(|error| unusable("--ca-cert", path, &chain(&error)))?;
        if roots.is_empty() {
            return Err(unusable("--ca-cert", path, "there is no PEM certificate in it"));
        }
        builder = builder.tls_certs_merge(roots);
    }
    if let Some((certificate, key)) = &settings.client_cert {
        let mut pem = read("--client-cert", certificate)?;
        pem.push(b'\n');
        pem.extend_from_slice(&read("--client-key", key)?);
        let identity =
            Identity::from_pem(&pem).map_err(|error| unusable("--client-cert", certificate, &chain(&error)))?;
        builder = builder.identity(identity);
    }
    Ok(builder)
}

/// Wiped when dropped: a client key passes through here.
fn read(option: &str, path: &Path) -> Result<Zeroizing<Vec<u8>>, What> {
    std::fs::read(path).map(Zeroizing::new).map_err(|error| unusable(option, path, &error.to_string()))
}

fn unusable(option: &str, path: &Path, why: &str) -> What {
    What::Setting(format!("cannot use the file {} of {option}: {why}", path.display()))
}
