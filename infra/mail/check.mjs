// Holds mails against what Outlook, Gmail and Apple Mail are known to support
// (caniemail.com): node check.mjs MODULES MAIL... fails if a mail is made of anything that
// one of them does not know, or knows in part, and that is not accounted for below; or
// if something is accounted for that no mail has.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// Windows Mail is left out: it ended in 2024.
const clients = ['outlook.windows', 'outlook.outlook-com', 'outlook.macos', 'outlook.ios', 'outlook.android', 'gmail.*', 'apple-mail.*'];

const accepted = {
  errors: {
    '<style> element': 'has only what is lost without harm: dark mode, and phones',
    '@media': 'the same',
    '<body> element': 'its color is on the outermost table, too',
    'display:none': 'the preheader is of one pixel, in the color of the ground',
  },
  warnings: {
    '<style> element': 'is in the head, and has no rules of its own for Outlook',
    '@media': 'is not nested, and asks for no height',
    '<body> element': 'becomes a div: its color is on the outermost table, too',
    'display': 'is none, of a div without tables; the rest is for phones',
    'display:none': 'the same',
    'align attribute': 'centers a table in a cell',
    'background': 'is a color',
    'border': 'is of 4 pixels at most, of cells and tables',
    'font-size': 'is in pixels',
    'font-weight': '600 is bold for Outlook, as it should be',
    'height attribute': 'is in pixels, of cells',
    'height property': 'the same',
    'line-height': 'where it matters, in bars, mso-line-height-rule says exactly',
    'margin': 'is 0',
    'max-width': 'is of a table; telephones are narrower anyway',
    'padding': 'is of cells; those of one row have the same above and below',
    'text-align': 'is right',
    'width attribute': 'is of cells and tables',
    'width property': 'is for phones',
    'word-break': 'any break of a text that is too long is good',
  },
};

const [modules, ...mails] = process.argv.slice(2);
const { caniemail, formatIssue } = await import(pathToFileURL(`${modules}/caniemail/dist/index.js`));
const used = new Set();
let faults = 0;
for (const mail of mails) {
  const { issues } = caniemail({ clients, html: readFileSync(mail, 'utf8') });
  for (const [kind, reasons] of Object.entries(accepted)) {
    for (const [client, found] of issues[kind]) {
      for (const issue of found) {
        if (issue.title in reasons) {
          used.add(`${kind} ${issue.title}`);
          continue;
        }
        const said = formatIssue({ client, issue, issueType: kind.slice(0, -1) });
        console.error([`${mail}: ${said.message}`, ...said.notes].join('\n  '));
        faults++;
      }
    }
  }
}
for (const [kind, reasons] of Object.entries(accepted)) {
  for (const title of Object.keys(reasons).filter((title) => !used.has(`${kind} ${title}`))) {
    console.error(`${title} is accounted for (${kind}), but no mail has it`);
    faults++;
  }
}
console.log(`${mails.length} mails, ${clients.join(', ')}: ${faults} faults`);
process.exit(faults > 0 || mails.length === 0 ? 1 : 0);
