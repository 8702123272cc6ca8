// The editor of the reader's code. It stands in a shadow tree, where CodeMirror adopts style sheets: in the document it would
// add a style element, which the content security policy forbids.

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { Compartment, EditorState, Prec, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Names of the page's colours and sizes are in styles/tokens.css; a shadow tree inherits them. */
const theme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--ground-raised)', fontSize: 'var(--text-small)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-figures)', lineHeight: '1.5', maxHeight: '24rem' },
  '.cm-content': { caretColor: 'var(--ink)', minHeight: '8rem' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    color: 'var(--ink-quiet)',
    backgroundColor: 'var(--ground-raised)',
    borderRight: '1px solid var(--line)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-line)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-line)' },
  '.cm-failing': {
    backgroundColor: 'var(--bad-ground)',
    boxShadow: 'inset 3px 0 var(--bad)',
    textDecoration: 'underline wavy var(--bad)',
  },
  '.cm-specialChar': { color: 'var(--bad)' },
  // A smaller size would make phones zoom in.
  '@media (pointer: coarse)': { '&': { fontSize: '16px' } },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--code-comment)' },
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.bool, tags.null],
    color: 'var(--code-keyword)',
  },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: tags.number, color: 'var(--code-number)' },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)],
    color: 'var(--code-name)',
  },
]);

const markLine = StateEffect.define();
const failing = Decoration.line({ class: 'cm-failing', attributes: { 'aria-invalid': 'true' } });

/** The marked line. Any edit removes the mark. */
const marked = StateField.define({
  create: () => Decoration.none,
  update(lines, { docChanged, effects, state }) {
    const mark = effects.find((effect) => effect.is(markLine));
    if (!mark) return docChanged ? Decoration.none : lines;
    if (mark.value < 1 || mark.value > state.doc.lines) return Decoration.none;
    return Decoration.set(failing.range(state.doc.line(mark.value).from));
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Types over a selection, and refuses to type over locked code, without the browser's own editing. That would give the new text
 * the style of the old as an attribute: the policy forbids that, and browsers complain.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data } = event;
    const { readOnly, selection } = view.state;
    if (!readOnly && (inputType !== 'insertText' || !data || selection.main.empty)) return false;
    event.preventDefault();
    if (readOnly) return true;
    const change = view.state.replaceSelection(data);
    view.dispatch(view.state.update(change, { userEvent: 'input.type', scrollIntoView: true }));
    return true;
  },
});

/** The page handles Ctrl+Enter, which would insert a line here. */
const runKey = Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => true }]));

/**
 * Opens an editor with the text, the name and the focus of a text field.
 *
 * @param {HTMLElement} place element that gets the editor
 * @param {HTMLTextAreaElement} field
 * @param {(text: string) => void} onEdit called with the text after each change by the reader
 */
export function createEditor(place, field, onEdit) {
  const root = place.attachShadow({ mode: 'open' });
  let isSetting = false;
  const lock = new Compartment();
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      selection: { anchor: Math.min(field.selectionStart, field.value.length) },
      extensions: [
        runKey,
        typeOver,
        lock.of([]),
        lineNumbers(),
        history(),
        drawSelection(),
        highlightSpecialChars(),
        indentOnInput(),
        indentUnit.of('    '),
        bracketMatching(),
        python(),
        syntaxHighlighting(colours),
        marked,
        theme,
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          'aria-label': field.getAttribute('aria-label'),
          autocapitalize: 'off',
          autocorrect: 'off',
          spellcheck: 'false',
          // Focusable already, but not every checker of accessibility knows that.
          tabindex: '0',
        }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged && !isSetting) onEdit(state.doc.toString());
        }),
      ],
    }),
  });
  // The run key takes the focus from the focused element and gives it back, and to the page that is the host.
  place.focus = () => view.focus();
  if (document.activeElement === field) view.focus();
  return {
    setText(text) {
      const { doc } = view.state;
      if (doc.toString() === text) return;
      isSetting = true;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
      isSetting = false;
    },
    lock(isLocked) {
      view.dispatch({ effects: lock.reconfigure(EditorState.readOnly.of(isLocked)) });
    },
    markLine(line) {
      view.dispatch({ effects: markLine.of(line) });
    },
  };
}
