import { css } from 'lit';

const light = css`
  --surface: #ffffff;
  --raised: #f3f5f4;
  --line: #d9dedc;
  --text: #16201c;
  --soft: #55625c;
  --problem: #a3271b;
  --accent: var(--perchoir-accent, #0b6b4f);
  --on-accent: var(--perchoir-on-accent, #ffffff);
  --link: #0b6b4f;
`;

const dark = css`
  --surface: #121715;
  --raised: #1e2522;
  --line: #35403b;
  --text: #e8eeeb;
  --soft: #a3b1aa;
  --problem: #ff9d8f;
  --accent: var(--perchoir-accent, #2f9e78);
  --on-accent: var(--perchoir-on-accent, #06110d);
  --link: #7fd6b6;
`;

/** Colours, light and dark; the system's preference decides unless the `theme` attribute does. */
export const theme = css`
  :host {
    color-scheme: light dark;
    ${light}
  }
  @media (prefers-color-scheme: dark) {
    :host {
      ${dark}
    }
  }
  :host([theme='light']) {
    color-scheme: light;
    ${light}
  }
  :host([theme='dark']) {
    color-scheme: dark;
    ${dark}
  }
`;
