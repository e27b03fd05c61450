//! The colours of a terminal as classes. All 16, 256 and 16 million colours become the 16 of a terminal, as a page may
//! hold no styles of its own; everything else a terminal is told to do is left out.

use anstyle_parse::{Params, Parser, Perform};

/// How text is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// One of the 16 colours.
    ink: Option<u8>,
    /// The colour behind it.
    ground: Option<u8>,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    struck: bool,
    reversed: bool,
}

impl Style {
    /// The classes, empty for plain text. On a coloured ground the ink is the style sheet's, so that it can be read.
    fn classes(self) -> String {
        let (ink, ground) = if self.reversed { (self.ground, self.ink.or(Some(7))) } else { (self.ink, self.ground) };
        let mut classes = String::new();
        let mut push = |class: &str| {
            if !classes.is_empty() {
                classes.push(' ');
            }
            classes.push_str(class);
        };
        match (ink, ground) {
            (_, Some(ground)) => push(&format!("bg{ground}")),
            (Some(ink), None) => push(&format!("fg{ink}")),
            (None, None) => {}
        }
        for (is_set, class) in
            [(self.bold, "bold"), (self.dim, "dim"), (self.italic, "italic"), (self.underline, "underline"), (self.struck, "struck")]
        {
            if is_set {
                push(class);
            }
        }
        classes
    }

    /// Takes one `ESC [ … m`.
    fn set(&mut self, params: &Params) {
        let flat: Vec<u16> = params.iter().flat_map(|group| group.iter().copied()).collect();
        let mut rest = flat.as_slice();
        if rest.is_empty() {
            *self = Self::default();
        }
        while let Some((&code, after)) = rest.split_first() {
            rest = after;
            match code {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                4 => self.underline = true,
                7 => self.reversed = true,
                9 => self.struck = true,
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underline = false,
                27 => self.reversed = false,
                29 => self.struck = false,
                30..=37 => self.ink = u8::try_from(code - 30).ok(),
                39 => self.ink = None,
                40..=47 => self.ground = u8::try_from(code - 40).ok(),
                49 => self.ground = None,
                90..=97 => self.ink = u8::try_from(code - 82).ok(),
                100..=107 => self.ground = u8::try_from(code - 92).ok(),
                38 | 48 => {
                    let (colour, after) = extended(rest);
                    rest = after;
                    if code == 38 {
                        self.ink = colour.or(self.ink);
                    } else {
                        self.ground = colour.or(self.ground);
                    }
                }
                _ => {}
            }
        }
    }
}

/// The colour that `5;n` or `2;r;g;b` names, and what follows it.
fn extended(params: &[u16]) -> (Option<u8>, &[u16]) {
    let byte = |value: u16| u8::try_from(value.min(255)).unwrap_or(255);
    match params {
        [5, index, rest @ ..] => (Some(of_256(byte(*index))), rest),
        [2, red, green, blue, rest @ ..] => (Some(nearest([byte(*red), byte(*green), byte(*blue)])), rest),
        _ => (None, &[]),
    }
}

/// One of 256 colours: 16 named, a cube of 6³, 24 greys.
fn of_256(index: u8) -> u8 {
    let step = |level: u8| if level == 0 { 0 } else { 55 + 40 * level };
    match index {
        0..=15 => index,
        16..=231 => {
            let cube = index - 16;
            nearest([step(cube / 36), step(cube / 6 % 6), step(cube % 6)])
        }
        232..=255 => nearest([8 + 10 * (index - 232); 3]),
    }
}

/// The nearest of the 16 colours as xterm draws them, by distance in RGB.
fn nearest(rgb: [u8; 3]) -> u8 {
    const XTERM: [[u8; 3]; 16] = [
        [0, 0, 0],
        [205, 0, 0],
        [0, 205, 0],
        [205, 205, 0],
        [0, 0, 238],
        [205, 0, 205],
        [0, 205, 205],
        [229, 229, 229],
        [127, 127, 127],
        [255, 0, 0],
        [0, 255, 0],
        [255, 255, 0],
        [92, 92, 255],
        [255, 0, 255],
        [0, 255, 255],
        [255, 255, 255],
    ];
    let distance = |other: &[u8; 3]| rgb.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other)).pow(2)).sum::<u32>();
    let best = (0_u8..).zip(&XTERM).min_by_key(|(_, colour)| distance(colour));
    best.map_or(7, |(index, _)| index)
}

/// The style after a line.
pub(super) fn after(line: &str, style: Style) -> Style {
    if memchr::memchr(0x1b, line.as_bytes()).is_none() {
        return style;
    }
    let mut screen = Screen { style, ..Screen::default() };
    let mut parser = Parser::<anstyle_parse::DefaultCharAccumulator>::new();
    line.bytes().for_each(|byte| parser.advance(&mut screen, byte));
    screen.style
}

/// Text with escape sequences as HTML, line by line as it was.
pub(super) fn html(text: &str, style: Style) -> String {
    if style == Style::default() && memchr::memchr3(0x1b, b'\r', 0x08, text.as_bytes()).is_none() {
        return crate::text::escape(text);
    }
    let mut screen = Screen { style, ..Screen::default() };
    let mut parser = Parser::<anstyle_parse::DefaultCharAccumulator>::new();
    for row in text.split_inclusive('\n') {
        let words = row.trim_end_matches(['\n', '\r']);
        words.bytes().for_each(|byte| parser.advance(&mut screen, byte));
        screen.close();
        if row.ends_with('\n') {
            screen.out.push('\n');
        }
    }
    screen.out
}

/// Where a terminal would draw.
#[derive(Default)]
struct Screen {
    out: String,
    style: Style,
    /// The style of the open `span`.
    open: Option<Style>,
}

impl Screen {
    fn close(&mut self) {
        if let Some(style) = self.open.take()
            && !style.classes().is_empty()
        {
            self.out.push_str("</span>");
        }
    }
}

impl Perform for Screen {
    fn print(&mut self, c: char) {
        if self.open != Some(self.style) {
            self.close();
            let classes = self.style.classes();
            if !classes.is_empty() {
                self.out.push_str(&format!("<span class=\"{classes}\">"));
            }
            self.open = Some(self.style);
        }
        match c {
            '&' => self.out.push_str("&amp;"),
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            c => self.out.push(c),
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\t' => self.print('\t'),
            // What a progress bar overwrote stays to be read, on the same numbered line.
            b'\r' => self.print('␍'),
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], _ignore: bool, action: u8) {
        if action == b'm' && intermediates.is_empty() {
            self.style.set(params);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_every_depth_become_classes() {
        let cases = [
            ("\u{1b}[31mred\u{1b}[0m <", "<span class=\"fg1\">red</span> &lt;"),
            ("\u{1b}[1;92mok\u{1b}[22mok", "<span class=\"fg10 bold\">ok</span><span class=\"fg10\">ok</span>"),
            ("\u{1b}[38;5;196mx\u{1b}[38;2;1;2;250my\u{1b}[39mz", "<span class=\"fg9\">x</span><span class=\"fg4\">y</span>z"),
            ("\u{1b}[38:5:2mx", "<span class=\"fg2\">x</span>"),
            ("\u{1b}[30;41mx\u{1b}[7my", "<span class=\"bg1\">x</span><span class=\"bg0\">y</span>"),
            ("a\u{1b}[2K\u{1b}]0;title\u{7}b\rc", "ab␍c"),
            ("\u{1b}[31ma\nb\u{1b}[m", "<span class=\"fg1\">a</span>\n<span class=\"fg1\">b</span>"),
        ];
        for (text, expected) in cases {
            assert_eq!(html(text, Style::default()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_page_goes_on_in_the_colour_of_the_last() {
        let style = after("\u{1b}[32mgreen\n", Style::default());
        assert_eq!(html("still", style), "<span class=\"fg2\">still</span>");
    }
}
