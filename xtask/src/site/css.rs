//! Bundles `style/`: `@import` resolved, minified, prefixed where a supported browser needs it.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Features, Targets};

/// The oldest browsers with `light-dark()`, nesting, `:has()` and container queries. What they
/// understand is left as written: compiling `light-dark()` away would break a theme switch that
/// sets `color-scheme` on one element.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    Targets {
        browsers: Some(Browsers {
            chrome: version(123, 0),
            edge: version(123, 0),
            firefox: version(120, 0),
            safari: version(17, 5),
            ios_saf: version(17, 5),
            ..Browsers::default()
        }),
        exclude: Features::LightDark | Features::Nesting | Features::OklabColors,
        ..Targets::default()
    }
}

/// Bundles one style sheet with everything it imports. An error names file, line and column.
pub fn bundle(main: &Path) -> Result<Vec<u8>> {
    let files = FileProvider::new();
    let targets = targets();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(main).map_err(|error| match error.loc {
        // Lines are counted from zero.
        Some(at) => anyhow!("{}:{}:{}: {}", at.filename, at.line + 1, at.column, error.kind),
        None => anyhow!("{}: {}", main.display(), error.kind),
    })?;
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow!("{}: {error}", main.display()))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| anyhow!("{}: {error}", main.display()))?;
    Ok(printed.code.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(name: &str, files: &[(&str, &str)]) -> Result<String> {
        let folder = std::env::temp_dir().join(format!("css-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            std::fs::write(folder.join(file), text).unwrap();
        }
        let result = bundle(&folder.join("main.css"));
        std::fs::remove_dir_all(&folder).unwrap();
        result.map(|css| String::from_utf8(css).unwrap())
    }

    #[test]
    fn imports_keep_their_layers_and_modern_css_is_kept() {
        let css = bundled(
            "modern",
            &[
                ("main.css", "@layer tokens, components;\n@import './a.css' layer(components);\n@import './b.css' layer(tokens);"),
                ("b.css", ":root { --line: 1px }"),
                (
                    "a.css",
                    ".a { color: light-dark(oklch(20% 0.1 250), #eee); &:hover { top: 0 } }
                     @view-transition { navigation: auto }
                     @starting-style { .a { opacity: 0 } }",
                ),
            ],
        )
        .unwrap();
        for kept in ["light-dark(oklch(", "&:hover", "@view-transition"] {
            assert!(css.contains(kept), "{kept} is missing from {css}");
        }
        // The statement may be folded into the blocks after it; the order of first mention counts.
        let mention = |layer: &str| css.find(&format!("@layer {layer}")).unwrap();
        assert!(mention("tokens") < mention("components"), "{css}");
    }

    #[test]
    fn error_names_file_and_line() {
        let files = [("main.css", "@import './a.css';"), ("a.css", "a{}\n\n}b{}")];
        let error = bundled("error", &files).unwrap_err().to_string();
        assert!(error.contains("a.css:3:"), "{error}");
    }
}
