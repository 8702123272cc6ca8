// The report: JSON with all figures, Markdown to read, and a picture.

import { LEAST_VALUES } from './statistics.mjs';

/** Formats a value with three significant digits. */
const digits = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));

const goalOf = ({ most, least, unit = '' }) =>
  most !== undefined ? `at most ${most} ${unit}` : least !== undefined ? `at least ${least} ${unit}` : '';

/**
 * Says whether a row meets its goal. A row with an interval does only if all of the interval does, and misses it only if none
 * does.
 */
function verdictOf({ value, low = value, high = value, most, least }) {
  if (most !== undefined) return high <= most ? 'met' : low > most ? 'missed' : 'unclear';
  if (least !== undefined) return low >= least ? 'met' : high < least ? 'missed' : 'unclear';
  return '';
}

const cell = (text) => ` ${String(text).trim()} `;
const tableRow = (cells) => `|${cells.map(cell).join('|')}|`;

/** Writes the report as Markdown. */
export function writeMarkdown({ machine, rounds, rows, measured }) {
  const isKnown = rounds >= LEAST_VALUES;
  const range = isKnown ? '95% interval' : 'smallest and largest value';
  const lines = [
    '# Lanes, measured against others',
    '',
    `${machine}. ${rounds} rounds; in each, all sides of a comparison take turns. A ratio is the median of the ratios of the`,
    `rounds, with its ${range}. \`npm run bench\` makes this report.`,
    '',
    '## Goals',
    '',
    tableRow(['what', 'figure', range, 'goal', '']),
    tableRow(['---', '---:', '---:', '---', '---']),
    ...rows.map((row) =>
      tableRow([
        row.of ? `${row.what} (${row.of})` : row.what,
        `${digits(row.value)} ${row.unit ?? ''}`,
        row.low === undefined ? '' : `${digits(row.low)} to ${digits(row.high)}`,
        goalOf(row),
        isKnown ? verdictOf(row) : '',
      ]),
    ),
    '',
    '## Times',
    '',
    'Medians in milliseconds.',
    ...measured.flatMap(timesTable),
  ];
  return `${lines.join('\n')}\n`;
}

function timesTable({ title, all }) {
  const sides = [...new Set(all.flatMap(({ medians }) => Object.keys(medians)))];
  return [
    '',
    `### ${title}`,
    '',
    tableRow(['', ...sides]),
    tableRow(['---', ...sides.map(() => '---:')]),
    ...all.map(({ name, medians }) =>
      tableRow([name, ...sides.map((side) => (medians[side] === undefined ? '' : digits(medians[side])))]),
    ),
  ];
}

const ROW_HEIGHT = 22;
const WIDTH = 860;
const BARS = { left: 300, width: 480 };

/** Draws the times of each work as bars, relative to its slowest side. */
export function drawSvg(measured) {
  const rows = measured.flatMap(({ all }) =>
    all.flatMap(({ name, medians }) => [
      { title: name },
      ...Object.entries(medians).map(([side, ms]) => ({
        side,
        ms,
        share: ms / Math.max(...Object.values(medians)),
      })),
    ]),
  );
  const lines = rows.map((row, index) => drawRow(row, 24 + index * ROW_HEIGHT));
  const height = 24 + rows.length * ROW_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">
<title>Times of Lanes and of others, each relative to the slowest</title>
<rect width="100%" height="100%" fill="#fff"/>
${lines.join('\n')}
</svg>
`;
}

function drawRow({ title, side, ms, share }, y) {
  if (title) return `<text x="12" y="${y}" font-weight="600">${escapeText(title)}</text>`;
  const colour = side.startsWith('Lanes') ? '#2456c9' : '#8a94a6';
  const width = Math.max(1, share * BARS.width).toFixed(1);
  return (
    `<text x="${BARS.left - 10}" y="${y}" text-anchor="end">${escapeText(side)}</text>` +
    `<rect x="${BARS.left}" y="${y - 11}" width="${width}" height="14" rx="2" fill="${colour}"/>` +
    `<text x="${(BARS.left + Number(width) + 6).toFixed(1)}" y="${y}" fill="#444">${digits(ms)} ms</text>`
  );
}

const escapeText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
