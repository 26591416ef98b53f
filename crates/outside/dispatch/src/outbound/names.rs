//! Names to addresses: looked up once, checked, and only what was checked is connected to.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{Allowed, Host, address};
use crate::Error;

/// Where names are looked up.
#[derive(Clone, Debug)]
pub(crate) enum Names {
    /// As this machine does it.
    System,
    /// By a list that changes at each question, as a hostile name server's answers do.
    #[cfg(test)]
    Hostile(Arc<std::sync::Mutex<Vec<Vec<IpAddr>>>>),
}

impl Names {
    async fn look_up(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        match self {
            Self::System => {
                Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
            }
            #[cfg(test)]
            Self::Hostile(answers) => Ok(answers.lock().expect("no test panics here").remove(0)),
        }
    }

    /// The addresses of a host. One that it must not have refuses them all: a name that leads here and there is up to no good.
    pub(super) async fn resolve(&self, host: &Host) -> Result<Vec<IpAddr>, Error> {
        let addresses = match host.address() {
            Some(address) => Ok(vec![address]),
            None => self.look_up(host.name()).await,
        };
        let unreachable = |why: String| Error::Unreachable { host: host.name().to_owned(), why };
        let addresses = addresses.map_err(|error| unreachable(error.to_string()))?;
        if addresses.is_empty() {
            return Err(unreachable("the name has no address".to_owned()));
        }
        addresses.iter().try_for_each(|&ip| address::check(host, ip))?;
        Ok(addresses)
    }
}

/// The HTTP client asks here at each new connection.
pub(super) struct Checked {
    pub(super) allowed: Arc<Allowed>,
    pub(super) names: Names,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, names) = (Arc::clone(&self.allowed), self.names.clone());
        Box::pin(async move {
            let addresses = names.resolve(allowed.host(name.as_str())?).await?;
            // The port 0 stands for the one that the address names.
            let addresses: Addrs = Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::Names;
    use crate::{Error, Host};

    fn names(answers: &[&[&str]]) -> Names {
        let answers = answers.iter().map(|all| all.iter().map(|one| one.parse().unwrap()).collect());
        Names::Hostile(Arc::new(Mutex::new(answers.collect())))
    }

    #[tokio::test]
    async fn one_private_address_among_public_ones_refuses_the_name() {
        let host = Host::new("hooks.example", &[443]).unwrap();
        let names = names(&[&["8.8.8.8"], &["8.8.8.8", "127.0.0.1"], &["::ffff:10.0.0.1"], &[]]);
        assert_eq!(names.resolve(&host).await.unwrap().len(), 1);
        assert!(matches!(names.resolve(&host).await, Err(Error::NotAllowed(_))));
        assert!(matches!(names.resolve(&host).await, Err(Error::NotAllowed(_))));
        assert!(matches!(names.resolve(&host).await, Err(Error::Unreachable { .. })));
    }
}
