import { css } from 'lit';

/** The frame: header, conversation, notice, composer; and the floating form of the `bubble` mode. */
export const layout = css`
  :host {
    display: block;
    height: 100%;
    font:
      16px/1.5 system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      sans-serif;
    color: var(--text);
  }
  :host([mode='bubble']) {
    position: fixed;
    inset: auto 1rem 1rem auto;
    height: auto;
    z-index: 2147483000;
  }
  * {
    box-sizing: border-box;
  }
  .chat {
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    background: var(--surface);
  }
  :host([mode='bubble']) .chat {
    width: min(26rem, calc(100vw - 2rem));
    height: min(40rem, calc(100dvh - 2rem));
    border: 1px solid var(--line);
    border-radius: 1rem;
    box-shadow: 0 12px 40px rgb(0 0 0 / 22%);
  }
  header,
  .notice,
  .composer,
  ol {
    width: 100%;
    max-width: 48rem;
    margin: 0 auto;
    padding-inline: 1rem;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    padding-block: 0.75rem;
    border-bottom: 1px solid var(--line);
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .mark {
    display: grid;
    place-items: center;
    width: 2rem;
    height: 2rem;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }
  svg {
    display: block;
    width: 1.25rem;
    height: 1.25rem;
  }
  .presence {
    width: 0.625rem;
    height: 0.625rem;
    border-radius: 50%;
    background: var(--soft);
  }
  .presence[data-status='online'] {
    background: #2fa36b;
  }
  .presence[data-status='reconnecting'] {
    background: #d08a1d;
  }
  .notice {
    color: var(--soft);
    font-size: 0.875rem;
    padding-block: 0.375rem;
  }
  .notice:empty {
    padding: 0;
  }
  .notice[data-status='refused'] {
    margin-block: auto;
    text-align: center;
    font-size: 1rem;
    color: var(--text);
  }
  .composer {
    padding-block: 0.25rem 0.75rem;
  }
  .field {
    display: flex;
    align-items: flex-end;
    gap: 0.375rem;
    padding: 0.375rem;
    border: 1px solid var(--line);
    border-radius: 1.25rem;
    background: var(--raised);
  }
  .field:focus-within {
    border-color: var(--accent);
    outline: 1px solid var(--accent);
  }
  textarea {
    flex: 1;
    min-width: 0;
    max-height: 10rem;
    padding: 0.375rem 0.625rem;
    border: 0;
    outline: 0;
    resize: none;
    field-sizing: content;
    font: inherit;
    color: inherit;
    background: none;
  }
  textarea::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .hint {
    margin: 0.25rem 0.75rem 0;
    color: var(--soft);
    font-size: 0.75rem;
  }
  .hint[data-over='true'] {
    color: var(--problem);
  }
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
  }
  button:focus-visible,
  summary:focus-visible,
  a:focus-visible,
  .scroll:focus-visible {
    outline: 2px solid var(--link);
    outline-offset: 2px;
    border-radius: 0.375rem;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  .round,
  .launcher,
  .latest {
    display: grid;
    place-items: center;
    flex: none;
    width: 2.25rem;
    height: 2.25rem;
    border: 0;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }
  .round:disabled {
    background: var(--line);
    color: var(--soft);
    cursor: default;
  }
  .stop {
    background: var(--text);
    color: var(--surface);
  }
  .launcher {
    width: 3.5rem;
    height: 3.5rem;
    box-shadow: 0 6px 20px rgb(0 0 0 / 25%);
  }
  .launcher svg {
    width: 1.75rem;
    height: 1.75rem;
  }
  .latest {
    position: sticky;
    bottom: 0.5rem;
    margin: 0 auto;
  }
  .quiet {
    display: grid;
    place-items: center;
    width: 2rem;
    height: 2rem;
    border: 0;
    border-radius: 0.5rem;
    background: none;
    color: var(--soft);
  }
  .quiet:hover,
  .quiet[aria-pressed='true'] {
    background: var(--raised);
    color: var(--text);
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
