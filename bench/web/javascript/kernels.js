// The kernels as one writes them in JavaScript. Answers are the checksums of Lanes, so that both can be compared.

/** Number of lower halves whose sum a double holds exactly. */
const EXACT = 2 ** 20;

/** Adds the squares of `0..n`, modulo 2^64, in two doubles: BigInt is some fifty times slower. */
function squares({ n }) {
  const HALF = 2 ** 32;
  let sum = 0n;
  for (let from = 0; from < n; from += EXACT) {
    let high = 0;
    let low = 0;
    const to = Math.min(from + EXACT, n);
    for (let i = from; i < to; i += 1) {
      // Exact below 2^53, that is for n up to 94 million.
      const square = i * i;
      const upper = Math.floor(square / HALF);
      high += upper;
      low += square - upper * HALF;
    }
    sum += BigInt(high) * 2n ** 32n + BigInt(low);
  }
  return BigInt.asUintN(64, sum);
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Continues a CRC-32 over bytes. */
function crc32(bytes, before = 0) {
  let crc = ~before;
  for (const byte of bytes) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

const PALETTE = [
  [8, 14, 74],
  [40, 118, 196],
  [240, 250, 252],
  [252, 176, 32],
  [72, 22, 12],
];

/** Draws rows of the Mandelbrot set as RGBA. */
function mandelbrot({ width, height, from, to, iterations, centre: [re, im], across }) {
  const step = across / width;
  let sum = 0n;
  for (let row = from; row < to; row += 1) {
    const rgba = new Uint8Array(width * 4);
    const cy = im + (height / 2 - row - 0.5) * step;
    for (let column = 0; column < width; column += 1) {
      const cx = re + (column + 0.5 - width / 2) * step;
      colour(escapeTime(cx, cy, iterations), rgba, column * 4);
    }
    sum += BigInt(crc32(rgba, row));
  }
  return sum;
}

/** Returns the time in which a point escapes, in 256ths of an iteration, or -1 if it stays. */
function escapeTime(cx, cy, iterations) {
  let x = 0;
  let y = 0;
  for (let done = 0; done < iterations; done += 1) {
    const xx = x * x;
    const yy = y * y;
    if (xx + yy > 65_536) {
      const beyond = Math.log2(Math.log2(xx + yy) / 16);
      return Math.trunc((done + 1 - beyond) * 256);
    }
    y = 2 * x * y + cy;
    x = xx - yy + cx;
  }
  return -1;
}

function colour(time, rgba, at) {
  rgba[at + 3] = 255;
  if (time < 0) return;
  const round = Math.log2(Math.max(time / 256, 2) / 2) * 0.2;
  const place = (round - Math.floor(round)) * PALETTE.length;
  const index = Math.min(Math.trunc(place), PALETTE.length - 1);
  const fraction = place - index;
  const before = PALETTE[index];
  const after = PALETTE[(index + 1) % PALETTE.length];
  for (let channel = 0; channel < 3; channel += 1)
    rgba[at + channel] = Math.trunc(before[channel] + (after[channel] - before[channel]) * fraction + 0.5);
}

/** Words of the bundled texts: letters and digits, with apostrophes and dots between them. */
const WORD = /[\p{L}\p{N}]+(?:['’.]\p{L}+|[.,]\p{N}+)*/gu;

/** Counts the words of a text. */
function words({ text, passes }) {
  let counts;
  for (let pass = 0; pass < passes; pass += 1) {
    counts = new Map();
    for (const [word] of text.toLowerCase().matchAll(WORD))
      if (/\p{L}/u.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const encoder = new TextEncoder();
  const count = new DataView(new ArrayBuffer(8));
  let crc = 0;
  for (const word of [...counts.keys()].sort()) {
    count.setBigUint64(0, BigInt(counts.get(word)), true);
    crc = crc32(new Uint8Array(count.buffer), crc32(encoder.encode(word), crc));
  }
  return BigInt(crc);
}

export const KERNELS = { squares, mandelbrot, words };
