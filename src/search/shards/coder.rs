//! Numbers and letters as few bytes: an adaptive binary range coder, so that a unit of any size costs about what
//! its numbers say and nothing else. `theme/js/search.js` holds the reading half, step by step the same.
//!
//! Each decision is coded with the odds its *context* has shown so far in the unit: 16 bits that start at one half
//! and move towards what came by `1 / (n + 1.5)` of the way, `n` being the times seen, at most [`STEADY`].
//!
//! | form | decisions |
//! |---|---|
//! | number in a context | how many bits it has, as a tree of 5; its second bit by that; the bits below as they are |
//! | byte in a context | a tree of 8 |
//! | count in a context | one decision each for "more", at most [`UNARY`], then the rest as a number |
//!
//! The range is 32 bits, refilled by bytes, with carry. The end is cut to what is needed: a reader takes bytes
//! beyond it as zero.

/// Times after which odds move at a steady pace.
const STEADY: usize = 30;
/// How far odds move by the times seen, in 2¹⁶ths of the way.
const PACE: [u32; STEADY + 1] = {
    let mut pace = [0; STEADY + 1];
    let mut seen = 0;
    while seen <= STEADY {
        pace[seen] = (1 << 17) / (2 * seen as u32 + 3);
        seen += 1;
    }
    pace
};
/// Decisions of a count before it becomes a number.
pub const UNARY: u32 = 12;
/// Decisions that a number has in a context.
const NUMBER: usize = 64;

/// Contexts of numbers: where they are used says what they mean.
pub mod number {
    /// How many there are.
    pub const COUNT: usize = 0;
    /// Bytes shared with the word before.
    pub const SHARED: usize = 1;
    /// Bytes that follow.
    pub const LENGTH: usize = 2;
    /// Entries of one plan.
    pub const ENTRIES: usize = 3;
    /// Lengths of units.
    pub const SIZE: usize = 4;
    /// Lengths of other units.
    pub const OTHER_SIZE: usize = 5;
    /// First entry of a chunk.
    pub const FIRST: usize = 6;
    /// The rest of a count.
    pub const MORE: usize = 7;
    /// Postings of a list; plus its field.
    pub const POSTINGS: usize = 8;
    /// Distance between postings; plus 32 times the field, 4 times the class of the list, and the class of the last distance.
    pub const GAP: usize = 12;
    /// How many contexts of numbers there are.
    pub const ALL: usize = GAP + 128;
}

/// Where the contexts of bytes start.
const BYTES: usize = number::ALL * NUMBER;
/// Contexts of bytes: lengths of fields 0–2, letters, masks, weights.
pub mod byte {
    /// The length of a field; plus the field.
    pub const NORM: usize = 0;
    /// A letter of a word.
    pub const LETTER: usize = 3;
    /// Which fields a word stands in.
    pub const MASK: usize = 4;
    /// The weight of a chunk, or a ceiling.
    pub const WEIGHT: usize = 5;
    /// How many contexts of bytes there are.
    pub const ALL: usize = 6;
}

/// Where the contexts of counts start; one for each field.
const COUNTS: usize = BYTES + byte::ALL * 256;
/// Where the contexts of classes start; one for entries that hold a word once, one for the others.
const CLASSES: usize = COUNTS + 4 * 16;
const ALL: usize = CLASSES + 16;
/// Room for all of them, in a power of two: a remainder by it needs no bound to be looked at.
const ROOM: usize = ALL.next_power_of_two();

/// Bits of a number.
pub fn bits(value: usize) -> usize {
    (usize::BITS - value.leading_zeros()) as usize
}

/// Writes one unit after another.
pub struct Coder {
    low: u64,
    range: u32,
    held: u8,
    n_held: usize,
    out: Vec<u8>,
    contexts: Box<[Context; ROOM]>,
    /// Contexts that are not as they were at first.
    used: Vec<u16>,
}

/// What a context has shown.
#[derive(Clone, Copy)]
struct Context {
    odds: u16,
    /// Times seen, at most [`STEADY`].
    seen: u16,
}

const NEW: Context = Context { odds: 1 << 15, seen: 0 };

impl Default for Coder {
    fn default() -> Self {
        Self { low: 0, range: u32::MAX, held: 0, n_held: 1, out: Vec::new(), contexts: Box::new([NEW; ROOM]), used: Vec::new() }
    }
}

impl Coder {
    fn bit(&mut self, number: usize, bit: bool) {
        let context = &mut self.contexts[number % ROOM];
        let odds = u32::from(context.odds);
        let pace = PACE[usize::from(context.seen).min(STEADY)];
        if context.seen == 0 {
            self.used.push(number as u16);
        }
        context.seen += u16::from(usize::from(context.seen) < STEADY);
        let bound = (self.range >> 12) * (odds >> 4);
        // All ones or none: what a bit is cannot be foretold, so nothing branches on it.
        let mask = u32::from(bit).wrapping_neg();
        self.low += u64::from(bound & mask);
        self.range = (bound & !mask) | ((self.range - bound) & mask);
        // Both factors are below 2¹⁶.
        let step = (((odds & mask) | (((1 << 16) - odds) & !mask)) * pace) >> 16;
        context.odds = (((odds + step) & !mask) | (odds - (step & mask)) & mask) as u16;
        self.fill();
    }

    fn fill(&mut self) {
        while self.range < 1 << 24 {
            self.range <<= 8;
            self.shift();
        }
    }

    /// Moves the highest byte out; one of 255 waits, because a carry may still come.
    fn shift(&mut self) {
        if self.low < 0xff00_0000 || self.low > 0xffff_ffff {
            let carry = (self.low >> 32) as u8;
            let mut byte = self.held;
            for _ in 0..self.n_held {
                self.out.push(byte.wrapping_add(carry));
                byte = 0xff;
            }
            self.n_held = 0;
            self.held = (self.low >> 24) as u8;
        }
        self.n_held += 1;
        self.low = (self.low & 0x00ff_ffff) << 8;
    }

    fn tree(&mut self, context: usize, value: usize, n_bits: usize) {
        let mut node = 1;
        for at in (0..n_bits).rev() {
            let bit = value >> at & 1;
            self.bit(context + node, bit == 1);
            node = node << 1 | bit;
        }
    }

    /// Bits without odds, highest first.
    fn plain(&mut self, value: usize, mut n_bits: usize) {
        while n_bits > 0 {
            let n = n_bits.min(8);
            n_bits -= n;
            self.range >>= n;
            self.low += u64::from(self.range) * ((value >> n_bits) & ((1 << n) - 1)) as u64;
            self.fill();
        }
    }

    /// A number below 2³¹.
    pub fn number(&mut self, context: usize, value: usize) {
        let context = context * NUMBER;
        let n_bits = bits(value);
        self.tree(context, n_bits, 5);
        if n_bits > 1 {
            self.bit(context + 32 + n_bits, value >> (n_bits - 2) & 1 == 1);
            self.plain(value, n_bits - 2);
        }
    }

    /// A byte.
    pub fn byte(&mut self, context: usize, value: u8) {
        self.tree(BYTES + context * 256, usize::from(value), 8);
    }

    /// A number that is mostly small.
    pub fn count(&mut self, field: usize, value: u32) {
        for at in 0..UNARY {
            self.bit(COUNTS + field * 16 + at as usize, value > at);
            if value <= at {
                return;
            }
        }
        self.number(number::MORE, (value - UNARY) as usize);
    }

    /// A class of weight, of eight.
    pub fn class(&mut self, class: u8, is_often: bool) {
        self.tree(CLASSES + 8 * usize::from(is_often), usize::from(class), 3);
    }

    /// A word after another: bytes shared, bytes that follow, those bytes.
    pub fn word(&mut self, before: &[u8], word: &[u8]) {
        let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count();
        self.number(number::SHARED, shared);
        self.number(number::LENGTH, word.len() - shared);
        word[shared..].iter().for_each(|byte| self.byte(byte::LETTER, *byte));
    }

    /// The bytes: as few as tell the rest from everything else. What follows is another unit.
    pub fn finish(&mut self) -> Vec<u8> {
        let end = self.low + u64::from(self.range);
        let shortest = (0..32).rev().map(|n| (1u64 << n) - 1).map(|mask| (self.low + mask) & !mask).find(|value| *value < end);
        self.low = shortest.unwrap_or(self.low);
        for _ in 0..5 {
            self.shift();
        }
        // The first byte is what was held before anything was written.
        let length = self.out.iter().rposition(|byte| *byte != 0).unwrap_or(0);
        let bytes = self.out.get(1..=length).unwrap_or_default().to_vec();
        for context in self.used.drain(..) {
            self.contexts[usize::from(context)] = NEW;
        }
        self.out.clear();
        (self.low, self.range, self.held, self.n_held) = (0, u32::MAX, 0, 1);
        bytes
    }
}
