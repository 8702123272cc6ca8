//! Turns a linked wasm module into the files that a page loads. `scripts/lib/wasm.mjs` calls it.

use std::ffi::OsStr;
use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "usage: lanes-wasm-tools whole|parts <linked.wasm> <output folder>";

fn main() -> Result<()> {
    let args: Vec<_> = env::args().skip(1).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["--version"] => println!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
        ["whole", linked, folder] => bind(Path::new(linked), Path::new(folder), false)?,
        ["parts", linked, folder] => split(Path::new(linked), Path::new(folder))?,
        _ => bail!(USAGE),
    }
    Ok(())
}

/// Writes the module and its JavaScript, as `wasm-bindgen --target web --no-typescript` does.
fn bind(wasm: &Path, folder: &Path, keep_lld_exports: bool) -> Result<()> {
    Bindgen::new()
        .web(true)?
        .input_path(wasm)
        .typescript(false)
        // Pages and workers call the start function without an address: the JavaScript finds the module next to it.
        .omit_default_module_path(false)
        .keep_lld_exports(keep_lld_exports)
        .generate(folder)
}

/// Moves functions behind `#[wasm_split]` into files of their own, then binds the main part.
fn split(linked: &Path, folder: &Path) -> Result<()> {
    let wasm = fs::read(linked).with_context(|| format!("cannot read {}", linked.display()))?;
    let name = linked.file_stem().and_then(OsStr::to_str).context(USAGE)?;
    let main = folder.join(format!("{name}.wasm"));
    let script = format!("./{name}.js");
    let mut options = wasm_split_cli_support::Options::new(&wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = &script;
    wasm_split_cli_support::transform(options).map_err(|error| anyhow!("wasm-split: {error:#}"))?;
    // The other parts import the memory and the function table, which the linker exports.
    bind(&main, folder, true)?;
    fs::remove_file(&main)?;
    Ok(())
}
