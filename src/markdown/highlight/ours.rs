//! Grammars of our own, for the languages that plans quote most: shell, Python, TypeScript with JavaScript and their
//! tags, Rust, YAML. They are written in syntect's own format, below `grammars/`.
//!
//! Why not those of two-face, as for every other language: a page needs the twelve classes above and no more; a plan
//! quotes fragments (a method without its `impl`, half a string, prose in a shell block), which grammars for whole
//! files are led astray by, often to the end of the block; and they were 95 % of the time highlighting took. Ours read
//! five to fourteen times as many bytes a second. Measured on the code of real archives, these shares of the
//! characters have another class than by two-face:
//!
//! | language | other | mostly |
//! |---|---|---|
//! | shell | 7 % | what is assigned, and commands in `"$(…)"`, are no strings; options after `--` are options |
//! | Python | 2 % | SQL in strings is a string; the parts of decorators are ink; names in capitals with `_` before them |
//! | TypeScript | 10 % | members named as those of browsers, destructured names and most parameters are ink |
//! | TSX | 6 % | the same |
//! | Rust | 4 % | calls, types and keywords in fragments have their class; a string ends at a blank line |
//! | YAML | 2 % | plain words in `{…}` and `[…]` are ink, as they are elsewhere |
//!
//! What makes them fast is one large pattern in each context, which takes the ink before a token with the token: each
//! match costs syntect a search by every pattern of the context and several allocations. It begins with `\G`, or a
//! search that fails would start again at every byte of the line, and its branches look at the first letter first.

use std::sync::OnceLock;

use syntect::parsing::{ParseSyntaxError, SyntaxDefinition, SyntaxSet, SyntaxSetBuilder};

use super::Grammar;

/// One grammar, and the names it goes by: all those of the syntaxes it stands for.
struct Ours {
    names: &'static [&'static str],
    source: &'static str,
}

const OURS: [Ours; 5] = [
    Ours {
        names: &[
            "sh",
            "bash",
            "zsh",
            "shell",
            "ash",
            "bourne again shell (bash)",
            ".bash_aliases",
            ".bash_completions",
            ".bash_functions",
            ".bash_login",
            ".bash_logout",
            ".bash_profile",
            ".bash_variables",
            ".bashrc",
            ".profile",
            ".textmate_init",
            ".zlogin",
            ".zlogout",
            ".zprofile",
            ".zshenv",
            ".zshrc",
            "pkgbuild",
            "ebuild",
            "eclass",
        ],
        source: include_str!("grammars/bash.sublime-syntax"),
    },
    Ours {
        names: &[
            "py",
            "python",
            "py3",
            "python3",
            "pyw",
            "pyi",
            "pyx",
            "pyx.in",
            "pxd",
            "pxd.in",
            "pxi",
            "pxi.in",
            "rpy",
            "cpy",
            "sconstruct",
            "sconscript",
            "gyp",
            "gypi",
            "snakefile",
            "vpy",
            "wscript",
            "bazel",
            "bzl",
        ],
        source: include_str!("grammars/python.sublime-syntax"),
    },
    Ours { names: &["rs", "rust"], source: include_str!("grammars/rust.sublime-syntax") },
    Ours {
        names: &[
            "ts",
            "typescript",
            "mts",
            "cts",
            "tsx",
            "typescriptreact",
            "js",
            "javascript",
            "mjs",
            "cjs",
            "jsx",
            "javascriptreact",
            "node",
            "javascript (babel)",
            "babel",
            "es6",
            "htc",
        ],
        source: include_str!("grammars/typescript.sublime-syntax"),
    },
    Ours { names: &["yaml", "yml", "sublime-syntax", "cabal"], source: include_str!("grammars/yaml.sublime-syntax") },
];

/// The grammar of our own that goes by this name. Each is read when its language is first met.
pub(super) fn find(language: &str) -> Option<Grammar> {
    static SETS: [OnceLock<Option<SyntaxSet>>; OURS.len()] = [const { OnceLock::new() }; OURS.len()];
    let index = OURS.iter().position(|ours| ours.names.contains(&language))?;
    // A grammar that does not load is a failed test; two-face has another for each of these names.
    let set = SETS[index].get_or_init(|| load(OURS[index].source).ok()).as_ref()?;
    Some(Grammar { set, syntax: set.syntaxes().first()? })
}

fn load(source: &str) -> Result<SyntaxSet, ParseSyntaxError> {
    let mut set = SyntaxSetBuilder::new();
    set.add(SyntaxDefinition::load_from_str(source, true, None)?);
    Ok(set.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grammar_loads() {
        for ours in &OURS {
            let set = load(ours.source).unwrap_or_else(|error| panic!("{}: {error}", ours.names[0]));
            assert!(set.find_unlinked_contexts().is_empty(), "{}: {:?}", ours.names[0], set.find_unlinked_contexts());
        }
    }

    /// Or lines of one would be taken for lines of the other: what was read is known by a syntax's name.
    #[test]
    fn every_name_of_a_syntax_leads_to_one_grammar() {
        for syntax in two_face::syntax::extra_newlines().syntaxes() {
            let names = || syntax.file_extensions.iter().chain([&syntax.name]).map(|name| name.to_ascii_lowercase());
            let is_ours = OURS.iter().any(|ours| find(ours.names[0]).is_some_and(|grammar| grammar.syntax.name == syntax.name));
            if is_ours {
                names().for_each(|name| assert!(find(&name).is_some(), "{name} of {}", syntax.name));
            }
        }
    }

    /// The class of each character; `.` is ink.
    fn letters(language: &str, code: &str) -> String {
        let html = super::super::html(language, code);
        let mut letters = String::new();
        let mut rest = html.as_str();
        let mut class = '.';
        while let Some(first) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix("<i class=\"") {
                class = after.chars().next().unwrap_or('.');
                rest = after.split_once('>').map_or("", |(_, after)| after);
            } else if let Some(after) = rest.strip_prefix("</i>") {
                class = '.';
                rest = after;
            } else {
                letters.push(if first.is_whitespace() { first } else { class });
                let n_bytes = if first == '&' { rest.find(';').map_or(1, |at| at + 1) } else { first.len_utf8() };
                rest = &rest[n_bytes..];
            }
        }
        letters
    }

    /// Lines of code, each with its classes below it.
    fn check(language: &str, lines: &str) {
        let (code, classes): (Vec<_>, Vec<_>) = lines.trim_start_matches('\n').lines().enumerate().partition(|(index, _)| index % 2 == 0);
        let text = |lines: Vec<(usize, &str)>| lines.iter().map(|(_, line)| line.trim_end()).collect::<Vec<_>>().join("\n");
        assert_eq!(letters(language, &text(code)), text(classes), "{language}");
    }

    #[test]
    fn rust_without_what_it_stands_in() {
        check(
            "rust",
            "
async fn find(&self, id: &str) -> Result<Plan, Error>;
kkkkk kk ffff.ovvvv. vv. okkk. .. tttttt...... .......
async fn next(&mut self) -> Option<String>;
kkkkk kk ffff.okkk vvvv. .. tttttt.tttttt..
#[error(\"no {name}\")] pub name: Vec<char>, // it's
aaaaaaaasss nnnnnnsaa kkk ..... ttt.kkkk.. cc cccc
let cut = \"no end of it
kkk ... o sss sss ss ss


fn after() {}
kk fffff.. ..",
        );
    }

    #[test]
    fn shell_with_apostrophes_and_strings_never_closed() {
        check(
            "bash",
            "
cargo test it's --all # don't
fffff .... .... aaaaa c ccccc
make \"$(git rev-parse HEAD)-${A:-b}\" \\
ffff s..fff ......... .....svvvvvvvs .
  install && echo 'done
  ....... oo ffff sssss
more'
sssss
cat > a <<'EOF' && ls
fff o . ookkkkk oo ff
it's $HOME
ssss sssss
EOF
kkk
echo 'never closed
ffff ssssss ssssss


make test
ffff ....",
        );
    }

    #[test]
    fn python_with_a_docstring_and_an_apostrophe() {
        check(
            "python",
            "
    def load(self, path: Path, *, n=1) -> dict:
    kkk ffff.vvvv. vvvv. ..... o. von. .. tttt.
        \"\"\"It's read.\"\"\"
        ccccccc cccccccc
        return f\"{path!r} {len(self.a['b'])}\"
        kkkkkk ss.....o.. .fff.vvvv...sss...s
it's = 'never closed
.... o ssssss ssssss
x = 1
. o n",
        );
    }

    #[test]
    fn typescript_with_tags_and_templates() {
        check(
            "tsx",
            "
    <Note kind=\"a\" on={() => go(1)}>It's {name} for you</Note>
    .tttt aaaaosss aao... kk ff.n....... ...... ... .....tttt.
const a = `b ${c({ d: \"e\" })} f`;
kkkkk n o ss ..f.. .. sss ... ss.
if (a < b && c > d) it's / 2; // don't
kk .. o . oo . o .. .... o n. cc ccccc",
        );
    }

    #[test]
    fn yaml_with_apostrophes_and_text() {
        check(
            "yaml",
            "
- run: |
. aaa. k
    echo \"it's\" # text
    ssss ssssss s ssss
  if: a == 'b' # why
  aa. . .. ... c ccc
it's: \"never closed
aaaa. ssssss ssssss
key: [1, true, it's]
aaa. .n. nnnn. .....",
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_lost(pieces in proptest::collection::vec(0..PIECES.len(), 0..80)) {
            let code: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
            for ours in &OURS {
                let html = super::super::html(ours.names[0], &code);
                proptest::prop_assert_eq!(super::super::tests::text_of(&html), code.as_str(), "{}", ours.names[0]);
            }
        }
    }

    /// What opens, closes and leads astray.
    const PIECES: [&str; 44] = [
        "\n",
        "\n",
        " ",
        "  ",
        "\t",
        "a",
        "b1",
        "é",
        "字",
        "'",
        "\"",
        "`",
        "\"\"\"",
        "'''",
        "\\",
        "$",
        "${",
        "$(",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        "</",
        "/>",
        "/*",
        "*/",
        "//",
        "#",
        "#[",
        "r#\"",
        "<<EOF",
        "EOF",
        "fn f(",
        "def f(",
        "const a = (",
        "=> ",
        ": ",
        "- ",
        "|",
        "=",
    ];
}
