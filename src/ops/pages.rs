//! Writing pages of the manual to a folder.

use std::io::Write;
use std::path::Path;

use super::{Error, Refusal, RefusalKind};

/// A page: the name of its file, and what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub name: String,
    pub text: String,
}

/// Writes these pages into a folder, which is made when it is not there. What it held under these names is replaced.
///
/// # Errors
/// [`RefusalKind::Usage`] when the folder or a file in it cannot be written.
pub fn write(folder: &Path, pages: &[Page]) -> Result<(), Error> {
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    for page in pages {
        let path = folder.join(&page.name);
        replace(folder, &path, &page.text).map_err(|error| unwritable(&path, &error))?;
    }
    Ok(())
}

/// Puts a new file in the place of what is there. A link that somebody put there is replaced, and never written through.
fn replace(folder: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gatekey-");
    // A manual is for everybody; the umask takes away what it takes away of any file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Refusal::new(RefusalKind::Usage, format!("{} cannot be written", path.display()))
        .cause(error.to_string())
        .hint("name a folder that you may write to with --dir")
        .into()
}
